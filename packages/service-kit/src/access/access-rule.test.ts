import { Forbidden, Unauthenticated } from '@azora/contracts'
import { expect, test } from 'vitest'
import { decide, enforce } from './access-rule.js'
import { type Principal, permits } from './principal.js'

const instructor: Principal = {
  kind: 'user',
  id: 'u',
  sessionId: 's',
  roles: ['instructor'],
  permissions: ['course:*'],
  aal: 1,
}
const finance: Principal = { kind: 'service', name: 'finance' }

test.each([
  ['public', null, true],
  ['public', finance, true],
  ['user', instructor, true],
  ['user', finance, false],
  ['service', finance, true],
  ['service', instructor, false],
  ['role:instructor', instructor, true],
  ['role:admin', instructor, false],
  ['role:instructor', finance, false],
  ['permission:course:create', instructor, true],
  ['permission:stats:read', instructor, false],
  ['permission:stats:read', finance, false],
  ['permission:course:create', null, false],
] as const)('%s for %o is %s', (access, principal, allowed) => {
  expect(decide(access, principal).allowed).toBe(allowed)
})

test('a rule nobody knows denies', () => {
  expect(decide('everyone' as never, instructor)).toEqual({
    allowed: false,
    because: 'the rule everyone is not known',
    refusal: 'forbidden',
  })
})

test('a refusal says why, and tells who is unknown from who may not', () => {
  expect(() => enforce(decide('role:admin', instructor))).toThrow('it needs the role admin')
  expect(() => enforce(decide('role:admin', instructor))).toThrow(Forbidden)
  expect(() => enforce(decide('role:admin', null))).toThrow(Unauthenticated)
})

test.each([
  [['course:create'], 'course:create', true],
  [['course:*'], 'course:create', true],
  [['*:*'], 'anything:at-all', true],
  [['*:read'], 'stats:read', true],
  [['course:edit'], 'course:edit-any', false],
  [['courses:*'], 'course:create', false],
  [[], 'course:create', false],
])('%o permits %s: %s', (granted, wanted, answer) => {
  expect(permits(granted, wanted)).toBe(answer)
})
