import {
  type Course,
  CourseIncomplete,
  CourseNotEditable,
  type ModuleOutline,
  NothingToPublish,
} from '@azora/contracts/education'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { archived, draftCourse, edited, lacks, published, requiring } from './course.js'

const NOW = new Date('2030-01-01T00:00:00Z')
const LATER = new Date('2030-02-01T00:00:00Z')

const details = { title: 'Proofs', description: '', level: 'ZA-NQF/7', language: 'en', credits: 12 }
const course = draftCourse({ ...details, id: 'c1', ownerId: 'u1', prerequisites: [] }, NOW)

const lesson = (required = true) =>
  ({ id: 'l1', title: 'Induction', type: 'reading', required, minutes: null }) as const
const module = (...lessons: ModuleOutline['lessons']): ModuleOutline => ({ id: 'm1', title: 'One', lessons })
const READY = [module(lesson())]

describe('a new course', () => {
  test('is a draft at version 1 with nothing published', () => {
    expect(course).toMatchObject({ status: 'draft', version: 1, publishedVersion: null, publishedAt: null })
  })
})

describe('editing', () => {
  test('raises the version and leaves something to publish', () => {
    const once = edited(published(course, READY, NOW), LATER, { title: 'More proofs' })

    expect(once).toMatchObject({
      title: 'More proofs',
      version: 3,
      hasUnpublishedChanges: true,
      status: 'published',
    })
    expect(once.updatedAt).toBe(LATER.toISOString())
  })

  test('prerequisites leaves nothing to publish: they hold at once', () => {
    const required = requiring(published(course, READY, NOW), ['c0'], LATER)

    expect(required).toMatchObject({ prerequisites: ['c0'], hasUnpublishedChanges: false, version: 3 })
  })

  test('is refused once archived', () => {
    const closed = archived(course, NOW)

    expect(() => edited(closed, LATER)).toThrow(CourseNotEditable)
    expect(() => requiring(closed, [], LATER)).toThrow(CourseNotEditable)
    expect(() => published(closed, READY, LATER)).toThrow(CourseNotEditable)
    expect(() => archived(closed, LATER)).toThrow(CourseNotEditable)
  })
})

describe('publishing', () => {
  test('gives the first version the number 1', () => {
    expect(published(course, READY, LATER)).toMatchObject({
      status: 'published',
      publishedVersion: 1,
      publishedAt: LATER.toISOString(),
      hasUnpublishedChanges: false,
    })
  })

  test('an unchanged draft again is refused', () => {
    expect(() => published(published(course, READY, NOW), READY, LATER)).toThrow(NothingToPublish)
  })

  test('an incomplete draft is refused with all that it lacks', () => {
    const hollow = [module(lesson(false)), { id: 'm2', title: 'Two', lessons: [] }]

    expect(() => published(course, hollow, NOW)).toThrow(CourseIncomplete)
    expect(lacks(hollow)).toEqual(['The module "Two" has no lesson.', 'It has no required lesson.'])
    expect(lacks([])).toEqual(['It has no lesson.'])
  })
})

describe('whatever is done to a course', () => {
  const steps: Record<string, (course: Course) => Course> = {
    edit: before => edited(before, LATER),
    require: before => requiring(before, ['c0'], LATER),
    publish: before => published(before, READY, LATER),
    archive: before => archived(before, LATER),
  }
  const history = fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 30 })

  test('its version rises by one with each change, and published numbers have no gap', () => {
    fc.assert(
      fc.property(history, names => {
        for (const [before, after] of pairs(states(names))) {
          expect(after.version).toBe(before.version + 1)
          expect((after.publishedVersion ?? 0) - (before.publishedVersion ?? 0)).toBeOneOf([0, 1])
        }
      }),
    )
  })

  test('it is in the catalog only with a published version, and archived for good', () => {
    fc.assert(
      fc.property(history, names => {
        const all = states(names)
        for (const { status, publishedVersion, archivedAt } of all) {
          expect(status === 'published' && publishedVersion === null).toBe(false)
          expect(status === 'archived').toBe(archivedAt !== null)
        }
        expect(all.slice(0, -1).map(({ status }) => status)).not.toContain('archived')
      }),
    )
  })

  function states(names: string[]): Course[] {
    return names.reduce<Course[]>((all, name) => [...all, ...attempted(name, all.at(-1) ?? course)], [course])
  }

  function attempted(name: string, before: Course): Course[] {
    try {
      return [steps[name]?.(before) ?? before]
    } catch {
      return []
    }
  }

  function pairs(all: Course[]): [Course, Course][] {
    return all.slice(1).map((after, index) => [all[index] ?? after, after])
  }
})
