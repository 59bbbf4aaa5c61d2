import { describe, expect, test } from 'vitest'
import { afterFailure, type FailureCount, lockedUntil, networkOf, type Origin, originsOf } from './lockout.js'

const now = new Date('2030-01-01T00:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const MINUTE_MS = 60_000

const fail = (times: number, origin: Origin, count?: FailureCount): FailureCount | undefined =>
  times === 0 ? count : fail(times - 1, origin, afterFailure(count, origin, now))

describe('failing to sign in', () => {
  test.each([
    ['address:10.0.0.1', 5],
    ['device:phone', 10],
    ['session:1', 5],
    ['anywhere', 100],
  ] as const)('locks %s after %i failures, not one earlier', (origin, allowed) => {
    expect(lockedUntil(fail(allowed - 1, origin), now)).toBeNull()
    expect(lockedUntil(fail(allowed, origin), now)).toEqual(later(15 * MINUTE_MS))
  })

  test('starts from nothing once a lock is over', () => {
    const locked = fail(5, 'address:10.0.0.1')
    const unlockedAt = later(15 * MINUTE_MS)

    expect(lockedUntil(locked, unlockedAt)).toBeNull()
    expect(afterFailure(locked, 'address:10.0.0.1', unlockedAt)).toMatchObject({
      failures: 1,
      lockedUntil: null,
    })
  })

  test('is forgotten after an hour without another', () => {
    const tired = fail(4, 'address:10.0.0.1')

    expect(afterFailure(tired, 'address:10.0.0.1', later(60 * MINUTE_MS))).toMatchObject({ failures: 1 })
    expect(afterFailure(tired, 'address:10.0.0.1', later(60 * MINUTE_MS - 1))).toMatchObject({ failures: 5 })
  })
})

describe('an attempt counts', () => {
  test('for the device alone if that has signed in before', () => {
    expect(originsOf({ deviceId: 'phone', address: '10.0.0.1' })).toEqual(['device:phone'])
  })

  test('for its address and for all strangers together otherwise', () => {
    expect(originsOf({ deviceId: null, address: '10.0.0.1' })).toEqual(['anywhere', 'address:10.0.0.1'])
  })
})

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('the address %s belongs to the line %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
