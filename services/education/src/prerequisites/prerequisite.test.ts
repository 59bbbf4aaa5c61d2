import { CourseTooLarge, PrerequisiteCycle } from '@azora/contracts/education'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Requirement, reachable, withoutCycle, withPrerequisite } from './prerequisite.js'

const requires = (courseId: string, requiredId: string): Requirement => ({ courseId, requiredId })

describe('requiring a course', () => {
  test('that requires this one, directly or through others, is refused', () => {
    const known = [requires('b', 'c'), requires('c', 'a')]

    expect(() => withoutCycle(known, requires('a', 'b'))).toThrow(PrerequisiteCycle)
    expect(() => withoutCycle(known, requires('a', 'c'))).toThrow(PrerequisiteCycle)
  })

  test('that is this one is refused', () => {
    expect(() => withoutCycle([], requires('a', 'a'))).toThrow(PrerequisiteCycle)
  })

  test('by two paths is allowed', () => {
    expect(() => withoutCycle([requires('b', 'd'), requires('c', 'd')], requires('a', 'c'))).not.toThrow()
  })

  test('again changes nothing', () => {
    expect(withPrerequisite(['b'], 'b')).toEqual(['b'])
  })

  test('beyond the twentieth is refused', () => {
    const twenty = Array.from({ length: 20 }, (_, n) => String(n))

    expect(() => withPrerequisite(twenty, 'one more')).toThrow(CourseTooLarge)
  })

  test('never leads to a course that requires itself, whatever is tried in whatever order', () => {
    const id = fc.nat(9).map(String)
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id), { maxLength: 60 }), tries => {
        const known: Requirement[] = []
        for (const [courseId, requiredId] of tries)
          if (isAllowed(known, requires(courseId, requiredId))) known.push(requires(courseId, requiredId))

        for (const { courseId, requiredId } of known)
          expect(reachable(known, requiredId)).not.toContain(courseId)
      }),
    )
  })
})

function isAllowed(known: Requirement[], requirement: Requirement): boolean {
  try {
    withoutCycle(known, requirement)
    return true
  } catch {
    return false
  }
}
