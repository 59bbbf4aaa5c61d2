import { ServiceUnavailable } from '@azora/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fakeTime } from '../../test/fixtures/fake-time.js'
import { pauseBeforeRetry } from './retry.js'

test('pauses are anything up to a ceiling that doubles from 250 ms to 8 s', () => {
  const attempts = fc.integer({ min: 1, max: 30 })
  const dice = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

  fc.assert(
    fc.property(attempts, dice, (attempt, random) => {
      const failure = new ServiceUnavailable()
      const pause = pauseBeforeRetry(
        { attempt, retries: 30, repeatable: true, failure },
        fakeTime({ random }),
      )
      const ceiling = Math.min(8_000, 250 * 2 ** (attempt - 1))
      expect(pause).toBe(Math.round(random * ceiling))
    }),
  )
})

test('a Retry-After that cannot be read counts for nothing', () => {
  const failure = new ServiceUnavailable(undefined, { headers: { 'retry-after': 'soon' } })

  expect(
    pauseBeforeRetry({ attempt: 1, retries: 1, repeatable: true, failure }, fakeTime({ random: 0 })),
  ).toBe(0)
})
