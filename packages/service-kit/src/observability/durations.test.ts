import { Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { Durations } from './durations.js'

test('it writes what a histogram of prom-client writes', async () => {
  const [own, theirs] = [new Registry(), new Registry()]
  const durations = new Durations('took_seconds', 'How long it took', own)
  const histogram = new Histogram({
    name: 'took_seconds',
    help: 'How long it took',
    labelNames: ['kind'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [theirs],
  })
  const read = durations.series({ kind: 'read' })
  for (const seconds of [0, 0.001, 0.0011, 0.3, 10, 10.1]) {
    read.observe(seconds)
    histogram.observe({ kind: 'read' }, seconds)
  }
  durations.series({ kind: 'read' }).observe(2)
  histogram.observe({ kind: 'read' }, 2)
  durations.series({ kind: 'write' }).observe(1)
  histogram.observe({ kind: 'write' }, 1)

  expect((await own.metrics()).split('\n')).toEqual((await theirs.metrics()).split('\n'))
})

test('a name stands for one metric', () => {
  const registry = new Registry()
  const again = () => new Durations('took_seconds', 'How long it took', registry)
  again()
  expect(again).toThrow(/already been registered/)
})
