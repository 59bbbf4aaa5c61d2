import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RetryBudget } from './retry-budget.js'

test('retries never exceed the reserve and the share of the calls made', () => {
  const history = fc.array(fc.constantFrom('call', 'retry'), { maxLength: 500 })

  fc.assert(
    fc.property(history, steps => {
      const budget = new RetryBudget({ share: 0.2, reserve: 10 })
      let [calls, retries] = [0, 0]
      for (const step of steps) {
        if (step === 'call') {
          budget.earn()
          calls += 1
        } else if (budget.spend()) retries += 1
        expect(retries).toBeLessThanOrEqual(10 + calls * 0.2 + 1e-9)
      }
    }),
  )
})

test('a quiet time saves up no more than the reserve', () => {
  const budget = new RetryBudget({ share: 1, reserve: 3 })
  for (let call = 0; call < 100; call += 1) budget.earn()

  expect(Array.from({ length: 10 }, () => budget.spend()).filter(Boolean)).toHaveLength(3)
})
