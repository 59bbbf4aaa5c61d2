import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { askedGauges } from './asked-gauges.js'

/** A queue as it stands, asked for by two gauges. */
function observed() {
  const registry = new Registry()
  const queue = { rows: [{ name: 'a', due: 1, failed: 10 }], asked: 0 }
  askedGauges(registry, {
    ask: async () => {
      queue.asked++
      if (queue.rows.length === 0) throw new Error('the database is away')
      return queue.rows
    },
    labelNames: ['name'],
    labels: ({ name }) => ({ name }),
    figures: [
      { name: 'failed', help: 'Failed', value: ({ failed }) => failed },
      { name: 'due', help: 'Due', value: ({ due }) => due },
    ],
  })
  const scrape = async () => (await registry.metrics()).split('\n').filter(line => /^[a-z]/.test(line))
  return { queue, scrape }
}

test('each gauge shows what is so now, in the first scrape too, and all ask once', async () => {
  const { queue, scrape } = observed()
  expect(await scrape()).toEqual(['failed{name="a"} 10', 'due{name="a"} 1'])
  queue.rows = [{ name: 'b', due: 2, failed: 20 }]
  expect(await scrape()).toEqual(['failed{name="b"} 20', 'due{name="b"} 2'])
  expect(queue.asked).toBe(2)
})

test('what cannot be asked for leaves the last figures standing', async () => {
  const { queue, scrape } = observed()
  await scrape()
  queue.rows = []
  expect(await scrape()).toEqual(['failed{name="a"} 10', 'due{name="a"} 1'])
})
