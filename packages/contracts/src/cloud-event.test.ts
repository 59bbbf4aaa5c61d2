import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { dataOf, EventUnreadable } from './cloud-event.js'
import { dataSchemaOf, event, schemaVersionOf } from './event.js'

const data = z.object({ orderId: z.string(), amount: z.string(), currency: z.string() })
const First = z.looseObject({ cents: z.number() })
const Paid = event('order.paid', {
  summary: 'An order was paid',
  version: 3,
  upcasters: {
    1: old => ({ ...First.parse(old), amount: String(First.parse(old).cents) }),
    2: old => ({ ...z.looseObject({}).parse(old), currency: 'ZAR' }),
  },
  data,
  subject: ({ orderId }) => orderId,
})
const sent = (version: number, data: unknown) => ({
  type: 'order.paid',
  dataschema: dataSchemaOf({ type: 'order.paid', version }),
  data,
})

describe('the data of an event', () => {
  test('of an old version is raised step by step', () => {
    expect(dataOf(Paid, sent(1, { orderId: 'o1', cents: 1250 }))).toEqual({
      orderId: 'o1',
      amount: '1250',
      currency: 'ZAR',
    })
    expect(dataOf(Paid, sent(2, { orderId: 'o1', amount: '5' }))).toMatchObject({ currency: 'ZAR' })
  })

  test('of a later version is taken for what is known of it', () => {
    const later = { orderId: 'o1', amount: '5', currency: 'USD', note: 'new' }
    expect(dataOf(Paid, sent(4, later))).toEqual({ orderId: 'o1', amount: '5', currency: 'USD' })
  })

  test.each([
    ['lacks what its version has', sent(3, { orderId: 'o1' })],
    ['breaks an upcaster', sent(1, null)],
    ['is of another type', { ...sent(3, {}), type: 'order.made' }],
    ['names no schema', { ...sent(3, {}), dataschema: 'https://example.com/order.paid' }],
  ])('that %s cannot be read', (_, envelope) => {
    expect(() => dataOf(Paid, envelope)).toThrow(EventUnreadable)
  })
})

test('an event without an upcaster for each earlier version cannot be declared', () => {
  const options = {
    summary: 'x',
    version: 3,
    data,
    subject: () => 'x',
    upcasters: { 1: (old: unknown) => old },
  }
  expect(() => event('order.paid', options)).toThrow('order.paid has no upcaster from version 2')
})

test.each([
  ['order.paid', 'https://azora.dev/events/order.paid/v12', 12],
  ['order.paid', 'https://azora.dev/events/order.paid/v0', undefined],
  ['order.paid', 'https://azora.dev/events/order.paid/vx', undefined],
  ['order.paid', 'https://azora.dev/events/order.paids/v1', undefined],
])('the version of %s in %s is %s', (type, uri, version) => {
  expect(schemaVersionOf(type, uri)).toBe(version)
})
