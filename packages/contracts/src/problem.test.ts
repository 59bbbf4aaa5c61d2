import { describe, expect, test } from 'vitest'
import { isProblem, Problem, problem } from './problem.js'
import * as shared from './problems.js'

const CourseNotFound = problem('course-not-found', 404, 'There is no such course')
const CourseArchived = problem('course-archived', 409, 'The course is archived')

describe('a declared problem', () => {
  test('is an instance of its class, of Problem and of Error, and of no other problem', () => {
    const thrown = new CourseNotFound('There is no course 7')
    expect(thrown).toBeInstanceOf(CourseNotFound)
    expect(thrown).toBeInstanceOf(Problem)
    expect(thrown).toBeInstanceOf(Error)
    expect(thrown).not.toBeInstanceOf(CourseArchived)
  })

  test('is recognized when another copy of this package made it', () => {
    const foreign = Object.assign(new Error('gone'), { code: 'course-not-found', title: 'Gone', status: 404 })
    expect(foreign).toBeInstanceOf(CourseNotFound)
    expect(foreign).toBeInstanceOf(Problem)
    expect(isProblem(foreign)).toBe(true)
  })

  test('shows its declaration on the class and its code as the name', () => {
    expect([CourseNotFound.code, CourseNotFound.status]).toEqual(['course-not-found', 404])
    expect(new CourseNotFound().name).toBe('course-not-found')
    expect(new CourseNotFound().message).toBe('There is no such course')
  })

  test('keeps its cause for the log', () => {
    const cause = new Error('disk full')
    expect(new CourseNotFound('lost', { cause }).cause).toBe(cause)
  })
})

describe('what is not a problem', () => {
  test.each([
    ['an error of the system', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
    ['a plain error', new Error('oops')],
    ['an object that looks like one', { code: 'course-not-found', status: 404 }],
    ['null', null],
  ])('%s', (_, value) => {
    expect(isProblem(value)).toBe(false)
    expect(value instanceof CourseNotFound).toBe(false)
  })
})

describe('its document', () => {
  test('follows RFC 9457, its type leading to the reference', () => {
    expect(new CourseNotFound('There is no course 7').toJSON()).toEqual({
      type: 'https://azora.dev/problems/course-not-found',
      title: 'There is no such course',
      status: 404,
      detail: 'There is no course 7',
      code: 'course-not-found',
    })
  })

  test('says the title once where there is no detail', () => {
    expect(new CourseNotFound().toJSON()).not.toHaveProperty('detail')
  })

  test('never carries the cause', () => {
    const document = JSON.stringify(new CourseNotFound('lost', { cause: new Error('password=x') }))
    expect(document).not.toContain('password')
  })

  test('carries faults and extensions', () => {
    const errors = [{ in: 'body' as const, pointer: '/title', message: 'too long' }]
    const document = new shared.InvalidRequest(undefined, {
      errors,
      extensions: { hint: 'shorter' },
    }).toJSON()
    expect(document).toMatchObject({ errors, hint: 'shorter' })
  })

  test('keeps its own members when an extension has their name', () => {
    const forged = { status: 200, code: 'fine', title: 'Fine' }
    expect(new CourseNotFound('lost', { extensions: forged }).toJSON()).toMatchObject({
      status: 404,
      code: 'course-not-found',
    })
  })
})

describe('the shared problems', () => {
  const all = Object.values(shared)

  test('have codes of their own, in kebab-case', () => {
    const codes = all.map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })

  test('have an error status and a title that ends without a full stop', () => {
    for (const { status, title } of all) {
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(600)
      expect(title).not.toMatch(/\.$/)
    }
  })
})
