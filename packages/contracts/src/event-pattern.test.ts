import { describe, expect, test } from 'vitest'
import { typeExpression } from './event-pattern.js'

describe('a pattern', () => {
  test.each([
    ['user.registered', 'user.registered', true],
    ['user.registered', 'user.registeredx', false],
    ['user.registered', 'userxregistered', false],
    ['user.*', 'user.registered', true],
    ['user.*', 'user', false],
    ['user.*', 'user.role.changed', false],
    ['payment.#', 'payment', true],
    ['payment.#', 'payment.card.refused', true],
    ['payment.#', 'payments.made', false],
    ['#', 'anything.at.all', true],
    ['#.created', 'note.created', true],
    ['#.created', 'created', true],
    ['#.created', 'precreated', false],
    ['a.#.b', 'a.b', true],
    ['a.#.b', 'a.x.y.b', true],
    ['*.reuse_detected', 'token.reuse_detected', true],
  ])('%s and the type %s: %s', (pattern, type, matches) => {
    expect(typeExpression(pattern).test(type)).toBe(matches)
  })

  test.each(['', 'user..x', 'User.*', 'user.**', 'user.(x|y)'])('%j is refused', pattern => {
    expect(() => typeExpression(pattern)).toThrow('is no pattern of event types')
  })
})
