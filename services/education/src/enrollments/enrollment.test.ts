import {
  CourseNotOpen,
  type Enrollment,
  EnrollmentState,
  InvalidTransition,
} from '@azora/contracts/education'
import { describe, expect, test } from 'vitest'
import { archived, draftCourse, published } from '../courses/course.js'
import { after, enrolled, studying, TRANSITIONS } from './enrollment.js'

const NOW = new Date('2030-01-01T00:00:00Z')
const LATER = new Date('2030-02-01T00:00:00Z')

const details = { title: 'Proofs', description: '', level: 'ZA-NQF/7', language: 'en', credits: null }
const draft = draftCourse({ ...details, id: 'c1', ownerId: 'u1', prerequisites: [] }, NOW)
const lesson = { id: 'l1', title: 'A', type: 'reading', required: true, minutes: null } as const
const course = published(draft, [{ id: 'm1', title: 'One', lessons: [lesson] }], NOW)
const enrollment = enrolled(course, { id: 'e1', learnerId: 'u2' }, NOW)
const at = (state: EnrollmentState): Enrollment => ({ ...enrollment, state })

describe('enrolling', () => {
  test('takes the version that is published now', () => {
    expect(enrollment).toMatchObject({
      courseVersion: 1,
      state: 'active',
      enrolledAt: NOW.toISOString(),
      version: 1,
    })
  })

  test('is refused in a draft and in an archived course', () => {
    expect(() => enrolled(draft, enrollment, NOW)).toThrow(CourseNotOpen)
    expect(() => enrolled(archived(course, NOW), enrollment, NOW)).toThrow(CourseNotOpen)
  })
})

describe('an enrollment', () => {
  test.each(TRANSITIONS)('that is $from can $name, and is $to then', ({ name, from, to }) => {
    expect(after(at(from), name, LATER)).toMatchObject({ state: to, version: 2 })
  })

  const actions = ['withdraw', 'resume', 'complete'] as const
  const others = EnrollmentState.options
    .flatMap(state => actions.map(action => ({ state, action })))
    .filter(({ state, action }) => !TRANSITIONS.some(({ name, from }) => name === action && from === state))

  test.each(others)('that is $state cannot $action', ({ state, action }) => {
    expect(() => after(at(state), action, LATER)).toThrow(InvalidTransition)
  })

  test('remembers when it was withdrawn until it resumes', () => {
    const withdrawn = after(enrollment, 'withdraw', LATER)

    expect(withdrawn.withdrawnAt).toBe(LATER.toISOString())
    expect(after(withdrawn, 'resume', LATER)).toMatchObject({ state: 'active', withdrawnAt: null })
  })

  test('that is completed stays so', () => {
    expect(TRANSITIONS.filter(({ from }) => from === 'completed')).toEqual([])
  })

  test('refuses with its state and what is allowed instead', () => {
    const refused = () => after(at('withdrawn'), 'complete', LATER)

    expect(refused).toThrow(
      expect.objectContaining({ extensions: { state: 'withdrawn', allowed: ['resume'] } }),
    )
  })

  test('is studied while active and after it was completed', () => {
    for (const state of ['active', 'completed'] as const) expect(() => studying(at(state))).not.toThrow()
    for (const state of ['withdrawn', 'expired', 'pending-payment'] as const) {
      expect(() => studying(at(state))).toThrow(InvalidTransition)
    }
  })
})
