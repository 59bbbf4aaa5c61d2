import { Forbidden, InvalidRequest, PayloadTooLarge } from '@azora/contracts'
import {
  type CourseDocument,
  CourseNotFound,
  CourseTooLarge,
  CourseVersionNotFound,
  UnknownLevel,
  UnknownPrerequisite,
} from '@azora/contracts/education'
import { newId } from '@azora/service-kit'
import { startedOnce } from '@azora/service-kit/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { service } from '../src/service.js'
import { aDraft, aPublishedCourse, at, atOnce, SYLLABUS } from './courses.js'
import { somebody } from './people.js'

const app = startedOnce(service)

const FULL: CourseDocument = {
  title: 'Euclid',
  description: 'Thirteen *books*.\n\n<script>alert(1)</script>',
  level: 'ZA-NQF/6',
  language: 'en-ZA',
  credits: 12,
  modules: [
    {
      title: 'Book I',
      lessons: [
        { title: 'Definitions', type: 'reading', content: '# Point\n\nno part', required: true, minutes: 20 },
        { title: 'Compass', type: 'practice', content: '', required: false, minutes: null },
      ],
    },
    { title: 'Book II', lessons: [] },
  ],
  prerequisites: [],
}

describe('a course document', () => {
  test('comes out as it went in', async () => {
    const author = await somebody(app(), 'instructor')
    const first = await aPublishedCourse(author)
    const document = { ...FULL, prerequisites: [first.id] }

    const course = await author.courses.import({ body: document })

    expect(course).toMatchObject({ ownerId: author.id, status: 'draft', version: 1, credits: 12 })
    expect(await author.courses.export(at(course))).toEqual(document)
  })

  test('of any text comes out as it went in', async () => {
    const author = await somebody(app(), 'instructor')
    const text = fc.string({ unit: 'binary', maxLength: 40 }).filter(value => !/[\0\p{Cs}]/u.test(value))
    const title = text.filter(value => value.trim() !== '')
    const lesson = fc.record({ title, content: text })
    const module = fc.record({ title, lessons: fc.array(lesson, { maxLength: 3 }) })
    const document = fc.record({ title, description: text, modules: fc.array(module, { maxLength: 3 }) })

    await fc.assert(
      fc.asyncProperty(document, async changes => {
        const course = await aDraft(author, changes)

        expect(await author.courses.export(at(course))).toMatchObject(trimmed(changes))
      }),
      { numRuns: 30 },
    )
  })

  test('needs a title and a level only', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await author.courses.import({ body: { title: 'Empty', level: 'ZA-SCHOOL/R' } })

    expect(await author.courses.export(at(course))).toEqual({
      title: 'Empty',
      description: '',
      level: 'ZA-SCHOOL/R',
      language: 'en',
      credits: null,
      modules: [],
      prerequisites: [],
    })
  })

  test('of a published version is what was published', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aPublishedCourse(author)
    const before = await author.courses.export({ ...at(course), query: { number: 1 } })
    await author.courses.update({ ...at(course), body: { title: 'Renamed' } }, { ifMatch: '*' })
    await author.modules.add({ ...at(course), body: { title: 'Another' } })

    expect(await author.courses.export({ ...at(course), query: { number: 1 } })).toEqual(before)
    expect(await author.courses.export(at(course))).toMatchObject({ title: 'Renamed' })
    await expect(author.courses.export({ ...at(course), query: { number: 2 } })).rejects.toThrow(
      CourseVersionNotFound,
    )
  })

  test('is given to the editors of the course only', async () => {
    const [author, colleague] = [await somebody(app(), 'instructor'), await somebody(app(), 'instructor')]

    await expect(colleague.courses.export(at(await aDraft(author)))).rejects.toThrow(CourseNotFound)
    await expect(colleague.courses.export(at(await aPublishedCourse(author)))).rejects.toThrow(Forbidden)
  })
})

/** The document as it is kept: titles without the space around them. */
function trimmed<Titled>(value: Titled): Titled {
  return JSON.parse(JSON.stringify(value), (name, each) => (name === 'title' ? each.trim() : each))
}

describe('importing', () => {
  const lessons = (count: number) => Array.from({ length: count }, () => ({ title: 'One of many' }))

  test.each([
    ['an unknown level', { level: 'ZA-NQF/99' }, UnknownLevel],
    ['an unknown prerequisite', { prerequisites: [newId()] }, UnknownPrerequisite],
    [
      '501 lessons',
      {
        modules: [
          { title: 'A', lessons: lessons(251) },
          { title: 'B', lessons: lessons(250) },
        ],
      },
      CourseTooLarge,
    ],
    ['501 lessons in one module', { modules: [{ title: 'A', lessons: lessons(501) }] }, InvalidRequest],
    [
      'a fault in its last lesson',
      { modules: [{ title: 'A', lessons: [...lessons(99), { title: '' }] }] },
      InvalidRequest,
    ],
    [
      'a misspelled field',
      { modules: [{ title: 'A', lessons: [{ title: 'B', requierd: true }] }] },
      InvalidRequest,
    ],
  ])('%s creates nothing', async (_, changes, problem) => {
    const author = await somebody(app(), 'instructor')

    await expect(aDraft(author, changes)).rejects.toThrow(problem)
    expect((await author.courses.mine()).items).toEqual([])
  })

  test('names every fault with its place', async () => {
    const author = await somebody(app(), 'instructor')
    const modules = [{ title: '', lessons: [{ title: 'B', minutes: 0 }] }]

    await expect(aDraft(author, { modules })).rejects.toMatchObject({
      errors: [
        { in: 'body', pointer: '/modules/0/title' },
        { in: 'body', pointer: '/modules/0/lessons/0/minutes' },
      ],
    })
  })

  test('takes 500 lessons, and documents of up to 2 MiB', async () => {
    const author = await somebody(app(), 'instructor')
    const content = 'x'.repeat(4_000)
    const large = (count: number) => [
      { title: 'A', lessons: lessons(count).map(lesson => ({ ...lesson, content })) },
    ]

    const course = await aDraft(author, { modules: large(500) })

    expect((await author.drafts.get(at(course))).modules[0]?.lessons).toHaveLength(500)
    expect(await author.courses.publish(at(course))).toMatchObject({ publishedVersion: 1 })
    const tooLarge = [
      { title: 'A', lessons: lessons(500).map(lesson => ({ ...lesson, content: 'x'.repeat(5_000) })) },
    ]
    await expect(aDraft(author, { modules: tooLarge })).rejects.toThrow(PayloadTooLarge)
  })

  test('twenty times at once under one key makes one course', async () => {
    const author = await somebody(app(), 'instructor')

    await atOnce(20, () => author.courses.import({ body: SYLLABUS }, { idempotencyKey: 'the-same-key' }))

    expect((await author.courses.mine()).items).toHaveLength(1)
  })
})
