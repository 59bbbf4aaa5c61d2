import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterCrash, RESTARTS } from './restarts.js'

const decide = (crashes: readonly number[], random = 1) => afterCrash(crashes, RESTARTS, () => random)

describe('after a crash', () => {
  it('the first start is immediate, the next ones wait twice as long each', () => {
    const waits = [1, 2, 3, 4, 5].map(count => decide(Array.from({ length: count }, (_, i) => i)))
    expect(waits).toEqual([0, 1_000, 2_000, 4_000, 8_000].map(afterMs => ({ kind: 'start', afterMs })))
  })

  it('the budget is five within ten minutes', () => {
    expect(decide([1, 2, 3, 4, 5, 6])).toEqual({ kind: 'give-up' })
    expect(decide([1, 2, 3, 4, 5, 600_002])).toMatchObject({ kind: 'start' })
  })

  it('no wait is longer than a minute, nor shorter than half of the full one', () => {
    const generous = { ...RESTARTS, budget: 100 }
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, random) => {
          const decision = afterCrash(
            Array.from({ length: count }, (_, i) => i),
            generous,
            () => random,
          )
          const full = Math.min(60_000, 1_000 * 2 ** (count - 2))
          const waitMs = decision.kind === 'start' ? decision.afterMs : Number.NaN
          expect(waitMs).toBeGreaterThanOrEqual(full / 2)
          expect(waitMs).toBeLessThanOrEqual(full)
        },
      ),
    )
  })
})
