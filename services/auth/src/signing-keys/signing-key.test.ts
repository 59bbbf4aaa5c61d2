import { describe, expect, test } from 'vitest'
import { activeKey, isRotationDue, type KeyTimes, pendingKey, publishedKeys, stateOf } from './signing-key.js'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const policy = { publishBeforeMs: 10 * MINUTE_MS, rotateAfterMs: 30 * DAY_MS, tokenLifeMs: 10 * MINUTE_MS }
const start = new Date('2030-01-01T00:00:00Z')
const at = (ms: number) => new Date(start.getTime() + ms)

const key = (kid: string, activatesAtMs: number, revokedAtMs?: number): KeyTimes => ({
  kid,
  createdAt: at(activatesAtMs - policy.publishBeforeMs),
  activatesAt: at(activatesAtMs),
  revokedAt: revokedAtMs === undefined ? null : at(revokedAtMs),
})

const states = (keys: KeyTimes[], now: Date) => keys.map(each => stateOf(each, keys, now))
const published = (keys: KeyTimes[], now: Date) => publishedKeys(keys, now, policy).map(({ kid }) => kid)

describe('rotating keys', () => {
  const keys = [key('old', 0), key('new', 10 * MINUTE_MS)]

  test('publishes the new key while the old one signs', () => {
    expect(states(keys, at(9 * MINUTE_MS))).toEqual(['active', 'pending'])
    expect(published(keys, at(9 * MINUTE_MS))).toEqual(['old', 'new'])
  })

  test('lets the new key sign from its time on', () => {
    expect(states(keys, at(10 * MINUTE_MS))).toEqual(['retired', 'active'])
  })

  test('publishes the old key while a token of its may live', () => {
    expect(published(keys, at(20 * MINUTE_MS))).toEqual(['old', 'new'])
    expect(published(keys, at(21 * MINUTE_MS))).toEqual(['new'])
  })

  test('leaves at every moment one key that signs, published long before it did', () => {
    for (let minute = 0; minute < 60; minute++) {
      const signer = activeKey(keys, at(minute * MINUTE_MS))
      expect(signer && published(keys, at((minute - 9) * MINUTE_MS))).toContain(signer?.kid)
    }
  })
})

describe('revoking a key', () => {
  test('that signs leaves none that does: a retired one never signs again', () => {
    expect(activeKey([key('old', 0), key('new', 10, 20)], at(30))).toBeNull()
  })

  test('takes it out of the published ones', () => {
    expect(published([key('old', 0, 5), key('new', 10)], at(20))).toEqual(['new'])
  })

  test('before it signed means it never will', () => {
    const keys = [key('old', 0), key('new', 10, 5)]

    expect(states(keys, at(20))).toEqual(['active', 'revoked'])
    expect(pendingKey(keys, at(6))).toBeNull()
  })
})

describe('rotation is due', () => {
  test('when there is no key that signs', () => {
    expect(isRotationDue([], start, policy)).toBe(true)
    expect(isRotationDue([key('only', 0, 1)], at(2), policy)).toBe(true)
  })

  test('when the active key has signed for long enough, unless the next is pending', () => {
    expect(isRotationDue([key('old', 0)], at(30 * DAY_MS - 1), policy)).toBe(false)
    expect(isRotationDue([key('old', 0)], at(30 * DAY_MS), policy)).toBe(true)
    expect(isRotationDue([key('old', 0), key('new', 31 * DAY_MS)], at(30 * DAY_MS), policy)).toBe(false)
  })
})
