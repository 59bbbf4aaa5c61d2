import { expect, test } from 'vitest'
import { Revocations } from './revocations.js'

const at = (second: number) => new Date(second * 1_000).toISOString()
const claims = { sessionId: 's1', userId: 'u1', keyId: 'k1', issuedAt: 100 }

test('a token signed at or before a revocation of its session, user or key is covered', () => {
  for (const named of [{ sessionId: 's1' }, { userId: 'u1' }, { keyId: 'k1' }]) {
    const revocations = new Revocations()
    revocations.add({ ...named, revokedAt: at(100), notAfter: at(1_000) })
    expect(revocations.covers(claims)).toBe(true)
  }
})

test('a token of a revoked session is covered though it was signed later: a refresh may have raced with the revocation', () => {
  const revocations = new Revocations()
  revocations.add({ sessionId: 's1', revokedAt: at(99), notAfter: at(1_000) })
  expect(revocations.covers(claims)).toBe(true)
})

test('a token signed after the user was signed out everywhere is good', () => {
  const revocations = new Revocations()
  revocations.add({ userId: 'u1', revokedAt: at(100), notAfter: at(1_000) })
  expect(revocations.covers({ ...claims, issuedAt: 101 })).toBe(false)
})

test("somebody else's revocation concerns nobody else", () => {
  const revocations = new Revocations()
  revocations.add({ sessionId: 's2', revokedAt: at(100), notAfter: at(1_000) })
  expect(revocations.covers(claims)).toBe(false)
})

test('an earlier revocation that arrives late does not weaken a later one', () => {
  const revocations = new Revocations()
  revocations.add({ userId: 'u1', revokedAt: at(100), notAfter: at(1_000) })
  revocations.add({ userId: 'u1', revokedAt: at(50), notAfter: at(900) })
  expect(revocations.covers(claims)).toBe(true)
})

test('what no living token can be concerned by is forgotten', () => {
  const revocations = new Revocations()
  revocations.add({ userId: 'u1', sessionId: 's1', revokedAt: at(100), notAfter: at(1_000) })
  revocations.forget(new Date(1_001_000))
  expect(revocations.size).toBe(0)
})
