import { describe, expect, it } from 'vitest'
import { type Answer, judge } from './readiness.js'

const after = (...answers: Answer[]) =>
  answers.reduce((health, answer, i) => judge(health, answer, i), {
    ready: false,
    silentSince: null as number | null,
  })

describe('a service is ready', () => {
  it('from its first yes to its first no', () => {
    expect(after('silent', 'yes').ready).toBe(true)
    expect(after('yes', 'no').ready).toBe(false)
  })

  it('through a moment of silence, but not through a second one', () => {
    expect(after('yes', 'silent').ready).toBe(true)
    expect(after('yes', 'silent', 'silent').ready).toBe(false)
  })

  it('not because it is silent', () => {
    expect(after('no', 'silent').ready).toBe(false)
  })

  it('and silence is counted from its beginning', () => {
    expect(after('yes', 'silent', 'silent').silentSince).toBe(1)
    expect(after('yes', 'silent', 'no').silentSince).toBeNull()
  })
})
