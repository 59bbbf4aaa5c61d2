import { describe, expect, test } from 'vitest'
import { kafkaAddress } from './kafka-address.js'

describe('the address of a Kafka cluster', () => {
  test('names any number of bootstrap servers', () => {
    expect(kafkaAddress('kafka://one:9092,two:9093,[::1]:9094')).toEqual({
      brokers: ['one:9092', 'two:9093', '[::1]:9094'],
      topic: 'azora.events',
      ssl: false,
    })
  })

  test('may name a topic, and how to sign in over TLS', () => {
    expect(kafkaAddress('kafkas://me:p%40ss,word@one:9092/shop.events?sasl=scram-sha-512')).toEqual({
      brokers: ['one:9092'],
      topic: 'shop.events',
      ssl: true,
      sasl: { mechanism: 'scram-sha-512', username: 'me', password: 'p@ss,word' },
    })
  })

  test.each([
    'kafka://',
    'kafka://one',
    'kafka://one:9092,two',
    'kafka:one:9092',
    'amqp://one:9092',
    'kafka://a b:1',
  ])('is not %s', url => {
    expect(() => kafkaAddress(url)).toThrow('kafka://host:9092,host:9092/topic')
  })

  test('names no mechanism that is not there, and gives no password away', () => {
    expect(() => kafkaAddress('kafka://me:secret@one:9092?sasl=digest')).toThrow(
      /^(?!.*secret).*scram-sha-256/,
    )
    expect(() => kafkaAddress('kafka://me:secret@one')).toThrow(/^(?!.*secret)/)
  })
})
