import { expect, test } from 'vitest'
import { ls } from '../commands/projections/ls.js'
import { show } from '../commands/projections/show.js'
import type { ProjectionDocument } from '../documents/projections.js'
import { lookOf } from '../look.js'

const look = lookOf({ color: false })

const serving = { version: 1, position: '40', lag: 0, lagSeconds: 0, stoppedAt: null, failure: null }
const halted = {
  version: 2,
  position: '7',
  lag: 33,
  lagSeconds: 61.4,
  stoppedAt: '2030-01-31T09:00:00.000Z',
  failure: 'order.paid (1, 2): no room',
}
const sales: ProjectionDocument = {
  name: 'shop.sales',
  service: 'shop',
  mode: 'following',
  live: serving,
  building: halted,
}

test('a list of projections has a line for each read model, and names who did not answer', () => {
  const text = ls.view({ projections: [sales], silent: [{ service: 'stock', reason: 'away' }] }, look) ?? ''
  const lines = text.split('\n')
  expect(lines[1]).toMatch(/^shop\.sales +shop +following +v1 +serves +up to date/)
  expect(lines[2]).toMatch(
    /^shop\.sales +shop +following +v2 +stands still +33 behind, for 61 s +order\.paid/,
  )
  expect(lines[3]).toBe('stock did not answer: away')
})

test('a projection is shown with what serves and what is built beside it, and why that stands still', () => {
  const text = show.view(sales, look) ?? ''
  expect(text.split('\n').map(line => line.replace(/ +/g, ' '))).toEqual([
    'projection shop.sales in shop',
    'kept following',
    'live v1 serves, up to date',
    'position 40',
    'building v2 stands still, 33 behind, for 61 s',
    'since 2030-01-31 09:00:00',
    'why order.paid (1, 2): no room',
    'position 7',
  ])
})
