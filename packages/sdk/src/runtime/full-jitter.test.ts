import { expect, test } from 'vitest'
import { fullJitter } from './full-jitter.js'

const ceiling = (attempt: number) => fullJitter(attempt, { firstMs: 20, longestMs: 100, random: () => 1 })

test('the ceiling of a pause doubles with each attempt, up to the longest', () => {
  expect([1, 2, 3, 4, 1_000].map(ceiling)).toEqual([20, 40, 80, 100, 100])
})

test('a pause is anything up to its ceiling', () => {
  expect(fullJitter(3, { firstMs: 20, longestMs: 100, random: () => 0 })).toBe(0)
  const pauses = Array.from({ length: 100 }, () => fullJitter(3, { firstMs: 20, longestMs: 100 }))
  expect(Math.max(...pauses)).toBeLessThan(80)
  expect(new Set(pauses).size).toBeGreaterThan(1)
})
