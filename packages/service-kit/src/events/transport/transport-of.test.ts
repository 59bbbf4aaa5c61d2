import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { transportOf } from './transport-of.js'

const pool = new pg.Pool()

describe('the address of a transport', () => {
  test.each([
    ['postgresql://a:b@localhost/azora_bus', 'postgresql'],
    ['amqp://a:b@localhost/azora', 'rabbitmq'],
    ['amqps://localhost', 'rabbitmq'],
    ['kafka://one:9092,two:9092', 'kafka'],
    ['kafkas://one:9092/events', 'kafka'],
  ])('%s asks for %s, which is given as it is chosen: no broker is needed', (url, name) => {
    expect(transportOf({ url, pool }).name).toBe(name)
  })

  test('of an unknown kind is refused with those there are', () => {
    expect(() => transportOf({ url: 'nats://user:secret@one', pool })).toThrow(
      /^EVENT_TRANSPORT names nats:.* there are (?!.*secret).*kafka:/,
    )
  })
})
