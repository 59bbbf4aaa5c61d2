import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideRefresh, expiryOf, isFresh, type SessionState } from './session.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const limits = { absoluteMs: 90 * DAY_MS, idleMs: 14 * DAY_MS, perUser: 20 }
const now = new Date('2030-01-15T00:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)

const session = (changes: Partial<SessionState> = {}): SessionState => ({
  refreshCounter: 5,
  refreshedAt: at(-HOUR_MS),
  notAfter: at(30 * DAY_MS),
  revokedAt: null,
  ...changes,
})

const decide = (counter: number, changes?: Partial<SessionState>) =>
  decideRefresh(session(changes), counter, { limits, now })

describe('refreshing', () => {
  test('with the newest token brings the next', () => {
    expect(decide(5)).toEqual({ kind: 'rotate', counter: 6 })
  })

  test('with its predecessor brings the newest again', () => {
    expect(decide(4)).toEqual({ kind: 'repeat', counter: 5 })
  })

  test('with anything older is reuse', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000 }), fc.integer({ min: 2, max: 500 }), (counter, behind) => {
        expect(decide(counter, { refreshCounter: counter + behind })).toEqual({ kind: 'reused' })
      }),
    )
  })

  test('with a token we do not remember making is refused, and ends nothing', () => {
    expect(decide(6)).toEqual({ kind: 'refuse', because: 'unknown' })
  })

  test('is refused once the session is revoked, even with the newest token', () => {
    expect(decide(5, { revokedAt: at(-1) })).toEqual({ kind: 'refuse', because: 'revoked' })
  })

  test('is refused from the very moment the session has been idle too long', () => {
    expect(decide(5, { refreshedAt: at(-14 * DAY_MS + 1) })).toMatchObject({ kind: 'rotate' })
    expect(decide(5, { refreshedAt: at(-14 * DAY_MS) })).toEqual({ kind: 'refuse', because: 'expired' })
  })

  test('is refused from the absolute end on, however busy the session is', () => {
    expect(decide(5, { notAfter: at(1) })).toMatchObject({ kind: 'rotate' })
    expect(decide(5, { notAfter: now })).toEqual({ kind: 'refuse', because: 'expired' })
  })
})

test('a session ends at the earlier of its two limits', () => {
  expect(expiryOf(session({ refreshedAt: now }), limits)).toEqual(at(14 * DAY_MS))
  expect(expiryOf(session({ refreshedAt: now, notAfter: at(HOUR_MS) }), limits)).toEqual(at(HOUR_MS))
})

test('a password is fresh for ten minutes', () => {
  expect(isFresh(at(-600_000), now)).toBe(true)
  expect(isFresh(at(-600_001), now)).toBe(false)
})
