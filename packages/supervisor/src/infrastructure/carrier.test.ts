import { expect, test } from 'vitest'
import { carrierLine, carrierOf } from './carrier.js'

test.each([
  'redis://user:secret@one:6379/0',
  'amqps://user:s%2Fecret@one/azora',
  'kafka://user:sec@ret@one:9092,two:9092/azora.events',
])('what carries events is named without its password: %s', url => {
  expect(carrierLine(carrierOf(url))).toMatch(/^events travel through [a-z]+:\/\/one/)
})
