import { expect, test } from 'vitest'
import { sampleEvent } from '../testing/sample-events.js'
import { carriedEvent } from './carried-event.js'

const event = sampleEvent('a', 1, 'user.registered')
const bodyOf = (value: unknown) => Buffer.from(JSON.stringify(value))

test('a message carries the event of its body, where its type is wanted', () => {
  expect(carriedEvent(bodyOf(event), /^user\./)).toEqual(event)
  expect(carriedEvent(bodyOf(event), /^order\./)).toBeNull()
})

test.each([[null], [Buffer.from('{')], [bodyOf('no event')], [bodyOf(null)], [bodyOf({ ...event, id: 1 })]])(
  'a message that no relay has sent carries none: %s',
  body => {
    expect(carriedEvent(body, /^/)).toBeNull()
  },
)
