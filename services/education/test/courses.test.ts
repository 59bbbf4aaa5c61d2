import {
  Forbidden,
  InvalidRequest,
  PreconditionFailed,
  PreconditionRequired,
  Unauthenticated,
} from '@azora/contracts'
import {
  CourseIncomplete,
  CourseNotEditable,
  CourseNotFound,
  NothingToPublish,
  UnknownLevel,
} from '@azora/contracts/education'
import { startedOnce } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { service } from '../src/service.js'
import { aDraft, aPublishedCourse, at, atOnce } from './courses.js'
import { somebody } from './people.js'

const app = startedOnce(service)
const NEW = { title: 'Proofs', level: 'ZA-NQF/7' }

describe('creating a course', () => {
  test('makes an empty draft of its creator', async () => {
    const author = await somebody(app(), 'instructor')

    const course = await author.courses.create({ body: NEW })

    expect(course).toMatchObject({
      ...NEW,
      ownerId: author.id,
      status: 'draft',
      version: 1,
      prerequisites: [],
    })
    expect(await author.drafts.get(at(course))).toEqual({ courseId: course.id, version: 1, modules: [] })
  })

  test('is not for learners, nor for nobody', async () => {
    const learner = await somebody(app(), 'learner')

    await expect(learner.courses.create({ body: NEW })).rejects.toThrow(Forbidden)
    await expect(app().client.courses.create({ body: NEW })).rejects.toThrow(Unauthenticated)
  })

  test('at a level that no framework has is refused', async () => {
    const author = await somebody(app(), 'instructor')

    await expect(author.courses.create({ body: { ...NEW, level: 'ZA-SCHOOL/13' } })).rejects.toThrow(
      UnknownLevel,
    )
  })

  test.each([
    ['no title', { ...NEW, title: '   ' }],
    ['a NUL character, which cannot be stored', { ...NEW, description: 'a\0b' }],
    ['half a surrogate pair, which cannot be stored either', { ...NEW, title: 'a\ud83cb' }],
    ['a field nobody declared', { ...NEW, mood: 'sunny' }],
  ])('with %s is refused', async (_, body) => {
    const author = await somebody(app(), 'instructor')

    await expect(author.courses.create({ body })).rejects.toThrow(InvalidRequest)
  })

  test('sent twice under one key makes one course', async () => {
    const author = await somebody(app(), 'instructor')
    const create = () => author.courses.create({ body: NEW }, { idempotencyKey: 'the-same-key' })

    expect(await create()).toEqual(await create())
    expect((await author.courses.mine()).items).toHaveLength(1)
  })
})

describe('reading a course', () => {
  test('that was never published is for its editors only', async () => {
    const [author, colleague, admin] = await Promise.all([
      somebody(app(), 'instructor'),
      somebody(app(), 'instructor'),
      somebody(app(), 'admin'),
    ])
    const course = await aDraft(author)

    expect(await author.courses.get(at(course))).toEqual(course)
    expect(await admin.courses.get(at(course))).toEqual(course)
    await expect(colleague.courses.get(at(course))).rejects.toThrow(CourseNotFound)
    await expect(app().client.courses.get(at(course))).rejects.toThrow(CourseNotFound)
  })

  test('that is published is for everybody', async () => {
    const course = await aPublishedCourse(await somebody(app(), 'instructor'))

    expect(await app().client.courses.get(at(course))).toEqual(course)
  })

  test("lists one's own, drafts included, newest first, page by page", async () => {
    const author = await somebody(app(), 'instructor')
    const first = await aPublishedCourse(author)
    const second = await aDraft(author)
    const third = await aDraft(author)

    const page = await author.courses.mine({ query: { limit: 2 } })
    const rest = await author.courses.mine({ query: { limit: 2, cursor: page.nextCursor ?? '' } })

    expect(page.items.map(({ id }) => id)).toEqual([third.id, second.id])
    expect(rest).toEqual({ items: [first], nextCursor: null })
    expect((await author.courses.mine({ query: { status: 'published' } })).items).toEqual([first])
  })
})

describe('changing a course', () => {
  test('takes the version it is based on and raises it', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aDraft(author)

    const changed = await author.courses.update(
      { ...at(course), body: { title: 'Better proofs' } },
      { ifMatch: 1 },
    )

    expect(changed).toMatchObject({ title: 'Better proofs', description: course.description, version: 2 })
    expect(await author.courses.get(at(course))).toEqual(changed)
  })

  test('is refused without a version, and with one that has passed', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aDraft(author)
    const change = { ...at(course), body: { title: 'Better proofs' } }
    await author.courses.update(change, { ifMatch: 1 })

    await expect(author.courses.update(change)).rejects.toThrow(PreconditionRequired)
    await expect(author.courses.update(change, { ifMatch: 1 })).rejects.toThrow(PreconditionFailed)
  })

  test('by twenty at once from the same version succeeds for one', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aDraft(author)

    const { kept, refused } = await atOnce(20, () =>
      author.courses.update({ ...at(course), body: { title: 'Better proofs' } }, { ifMatch: 1 }),
    )

    expect(kept).toHaveLength(1)
    for (const reason of refused) expect(reason).toBeInstanceOf(PreconditionFailed)
  })

  test('is for its owner and for admins', async () => {
    const [author, colleague, learner, admin] = await Promise.all([
      somebody(app(), 'instructor'),
      somebody(app(), 'instructor'),
      somebody(app(), 'learner'),
      somebody(app(), 'admin'),
    ])
    const [draft, published] = [await aDraft(author), await aPublishedCourse(author)]
    const change = (course: { id: string }) => ({ ...at(course), body: { title: 'Mine now' } })
    const any = { ifMatch: '*' }

    await expect(colleague.courses.update(change(draft), any)).rejects.toThrow(CourseNotFound)
    await expect(colleague.courses.update(change(published), any)).rejects.toThrow(Forbidden)
    await expect(learner.courses.update(change(draft), any)).rejects.toThrow(Forbidden)
    expect(await admin.courses.update(change(draft), any)).toMatchObject({
      title: 'Mine now',
      ownerId: author.id,
    })
  })

  test('to a level that no framework has is refused and changes nothing', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aDraft(author)
    const change = { ...at(course), body: { title: 'Lost', level: 'ZA-NQF/99' } }

    await expect(author.courses.update(change, { ifMatch: 1 })).rejects.toThrow(UnknownLevel)
    expect(await author.courses.get(at(course))).toEqual(course)
  })
})

describe('publishing a course', () => {
  test('makes version 1, and after a change version 2', async () => {
    const author = await somebody(app(), 'instructor')
    const first = await aPublishedCourse(author)
    await author.modules.add({ ...at(first), body: { title: 'Not ready' } })
    const unready = author.courses.publish(at(first))

    await expect(unready).rejects.toThrow(CourseIncomplete)
    await author.courses.update({ ...at(first), body: { credits: 8 } }, { ifMatch: '*' })
    const { modules } = await author.drafts.get(at(first))
    await author.modules.remove(
      { params: { courseId: first.id, moduleId: modules.at(-1)?.id ?? '' } },
      { ifMatch: '*' },
    )

    expect(first).toMatchObject({ status: 'published', publishedVersion: 1 })
    expect(await author.courses.publish(at(first))).toMatchObject({ publishedVersion: 2, credits: 8 })
  })

  test('without a lesson is refused with what is missing', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await author.courses.create({ body: NEW })

    await expect(author.courses.publish(at(course))).rejects.toMatchObject({
      code: CourseIncomplete.code,
      extensions: { missing: ['It has no lesson.'] },
    })
  })

  test('by twenty at once publishes once', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aDraft(author)

    const { kept, refused } = await atOnce(20, () => author.courses.publish(at(course)))

    expect(kept).toEqual([expect.objectContaining({ publishedVersion: 1 })])
    for (const reason of refused) expect(reason).toBeInstanceOf(NothingToPublish)
    expect((await author.versions.list(at(course))).items).toHaveLength(1)
  })

  test('based on a version that has passed is refused', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aDraft(author)
    await author.modules.add({ ...at(course), body: { title: 'Another' } })

    await expect(author.courses.publish(at(course), { ifMatch: 1 })).rejects.toThrow(PreconditionFailed)
  })

  test("of another's is forbidden when it can be seen, and not found when it cannot", async () => {
    const [author, colleague] = [await somebody(app(), 'instructor'), await somebody(app(), 'instructor')]

    await expect(colleague.courses.publish(at(await aDraft(author)))).rejects.toThrow(CourseNotFound)
    await expect(colleague.courses.publish(at(await aPublishedCourse(author)))).rejects.toThrow(Forbidden)
  })
})

describe('archiving a course', () => {
  test('closes it to changes and takes it from the catalog', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aPublishedCourse(author)

    expect(await author.courses.archive(at(course))).toMatchObject({ status: 'archived', version: 3 })
    await expect(author.courses.update({ ...at(course), body: {} }, { ifMatch: 3 })).rejects.toThrow(
      CourseNotEditable,
    )
    await expect(author.modules.add({ ...at(course), body: { title: 'Late' } })).rejects.toThrow(
      CourseNotEditable,
    )
    expect((await app().client.courses.list({ query: { ownerId: author.id } })).items).toEqual([])
    expect(await app().client.courses.get(at(course))).toMatchObject({ status: 'archived' })
  })

  test('by twenty at once archives once', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aPublishedCourse(author)

    const { kept, refused } = await atOnce(20, () => author.courses.archive(at(course)))

    expect(kept).toHaveLength(1)
    for (const reason of refused) expect(reason).toBeInstanceOf(CourseNotEditable)
  })
})
