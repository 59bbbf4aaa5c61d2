import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isComplete, percentOf } from './progress.js'

const tally = fc.integer({ min: 1, max: 500 }).chain(requiredLessons =>
  fc.record({
    requiredLessons: fc.constant(requiredLessons),
    completedRequiredLessons: fc.nat(requiredLessons),
  }),
)

describe('progress', () => {
  test('is 100 percent exactly when every required lesson is completed', () => {
    fc.assert(
      fc.property(tally, counts => {
        expect(percentOf(counts) === 100).toBe(isComplete(counts))
      }),
    )
  })

  test('never falls when another lesson is completed', () => {
    fc.assert(
      fc.property(tally, counts => {
        const { requiredLessons, completedRequiredLessons } = counts
        fc.pre(completedRequiredLessons < requiredLessons)
        const next = { requiredLessons, completedRequiredLessons: completedRequiredLessons + 1 }

        expect(percentOf(next)).toBeGreaterThanOrEqual(percentOf(counts))
      }),
    )
  })

  test('is rounded down: 199 of 200 is 99 percent', () => {
    expect(percentOf({ requiredLessons: 200, completedRequiredLessons: 199 })).toBe(99)
  })
})
