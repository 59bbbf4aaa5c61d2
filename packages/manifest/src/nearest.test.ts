import { describe, expect, it } from 'vitest'
import { nearest } from './nearest.js'

describe('the nearest name', () => {
  it.each([
    ['auht', 'auth'],
    ['educaton', 'education'],
    ['gatway', 'gateway'],
  ])('of %s is %s', (typed, meant) => {
    expect(nearest(typed, ['auth', 'education', 'gateway'])).toBe(meant)
  })

  it('is none when nothing is near', () => {
    expect(nearest('payments', ['auth', 'education', 'gateway'])).toBeNull()
  })
})
