import { Forbidden, InvalidRequest, PreconditionFailed, PreconditionRequired } from '@azora/contracts'
import {
  CourseNotFound,
  CourseTooLarge,
  type Draft,
  LessonNotFound,
  ModuleNotFound,
  NothingToPublish,
  OutlineMismatch,
} from '@azora/contracts/education'
import { newId } from '@azora/service-kit'
import { startedOnce } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { service } from '../src/service.js'
import { aDraft, aPublishedCourse, at, atOnce, complete, lessonsOf } from './courses.js'
import { type Somebody, somebody } from './people.js'

const app = startedOnce(service)

/** What a draft looks like: its modules by title, with the titles of their lessons. */
const titles = ({ modules }: Pick<Draft, 'modules'>) =>
  modules.map(({ title, lessons }) => [title, ...lessons.map(lesson => lesson.title)])

async function aCourseWithModule(author: Somebody) {
  const course = await author.courses.create({ body: { title: 'Proofs', level: 'ZA-NQF/7' } })
  const module = await author.modules.add({ ...at(course), body: { title: 'Basics' } })
  return { course, module, path: { courseId: course.id, moduleId: module.id } }
}

describe('writing a draft', () => {
  test('adds modules and lessons at the end, each at the next version', async () => {
    const author = await somebody(app(), 'instructor')
    const { course, path } = await aCourseWithModule(author)

    const lesson = await author.lessons.add({ params: path, body: { title: 'Logic', content: '# Logic' } })
    await author.lessons.add({ params: path, body: { title: 'Induction', required: false, minutes: 30 } })
    await author.modules.add({ ...at(course), body: { title: 'Practice' } })

    expect(lesson).toMatchObject({
      courseId: course.id,
      moduleId: path.moduleId,
      type: 'reading',
      version: 3,
    })
    const draft = await author.drafts.get(at(course))
    expect(titles(draft)).toEqual([['Basics', 'Logic', 'Induction'], ['Practice']])
    expect(draft.version).toBe(5)
    expect(draft.modules[0]?.lessons[1]).toMatchObject({ required: false, minutes: 30 })
  })

  test('by twenty at once keeps every addition in a place of its own', async () => {
    const author = await somebody(app(), 'instructor')
    const { course, path } = await aCourseWithModule(author)

    const { kept } = await atOnce(20, () =>
      author.lessons.add({ params: path, body: { title: 'One of many' } }),
    )

    expect(new Set(kept.map(lesson => lesson.version))).toHaveLength(20)
    expect((await author.drafts.get(at(course))).modules[0]?.lessons).toHaveLength(20)
  })

  test('changes what is named and nothing else', async () => {
    const author = await somebody(app(), 'instructor')
    const { course, module, path } = await aCourseWithModule(author)
    const lesson = await author.lessons.add({ params: path, body: { title: 'Logic', content: 'Old' } })
    const params = { courseId: course.id, lessonId: lesson.id }

    const changed = await author.lessons.update(
      { params, body: { content: 'New' } },
      { ifMatch: lesson.version },
    )
    const renamed = await author.modules.update(
      { params: path, body: { title: 'First' } },
      { ifMatch: changed.version },
    )

    expect(changed).toEqual({ ...lesson, content: 'New', version: 4 })
    expect(renamed).toEqual({ ...module, title: 'First', version: 5 })
    expect(await author.lessons.get({ params: { lessonId: lesson.id } })).toEqual({ ...changed, version: 5 })
  })

  test('removes a lesson, and a module with all its lessons', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aDraft(author)
    const { modules } = await author.drafts.get(at(course))
    const [basics, practice] = modules
    const lessonId = practice?.lessons[0]?.id ?? ''

    const without = await author.lessons.remove({ params: { courseId: course.id, lessonId } }, { ifMatch: 1 })
    const params = { courseId: course.id, moduleId: basics?.id ?? '' }
    const rest = await author.modules.remove({ params }, { ifMatch: without.version })

    expect(titles(without)).toEqual([
      ['Basics', 'Logic', 'Induction'],
      ['Practice', 'Reading list'],
    ])
    expect(titles(rest)).toEqual([['Practice', 'Reading list']])
    await expect(author.lessons.get({ params: { lessonId } })).rejects.toThrow(LessonNotFound)
  })

  test('is refused without the version it is based on, and with one that has passed', async () => {
    const author = await somebody(app(), 'instructor')
    const { path } = await aCourseWithModule(author)
    const rename = { params: path, body: { title: 'First' } }

    await expect(author.modules.update(rename)).rejects.toThrow(PreconditionRequired)
    await expect(author.modules.update(rename, { ifMatch: 1 })).rejects.toThrow(PreconditionFailed)
    await expect(author.modules.remove({ params: path }, { ifMatch: 1 })).rejects.toThrow(PreconditionFailed)
  })

  test("does not reach into another course's draft", async () => {
    const author = await somebody(app(), 'instructor')
    const [mine, other] = [await aCourseWithModule(author), await aCourseWithModule(author)]
    const lesson = await author.lessons.add({ params: other.path, body: { title: 'Logic' } })
    const foreign = { courseId: mine.course.id, moduleId: other.module.id, lessonId: lesson.id }
    const any = { ifMatch: '*' }

    await expect(author.lessons.add({ params: foreign, body: { title: 'Lost' } })).rejects.toThrow(
      ModuleNotFound,
    )
    await expect(author.modules.update({ params: foreign, body: {} }, any)).rejects.toThrow(ModuleNotFound)
    await expect(author.modules.remove({ params: foreign }, any)).rejects.toThrow(ModuleNotFound)
    await expect(author.lessons.update({ params: foreign, body: {} }, any)).rejects.toThrow(LessonNotFound)
    await expect(author.lessons.remove({ params: foreign }, any)).rejects.toThrow(LessonNotFound)
    expect((await author.drafts.get(at(mine.course))).version).toBe(2)
  })

  test('is for the editors of the course', async () => {
    const [author, colleague, learner] = await Promise.all([
      somebody(app(), 'instructor'),
      somebody(app(), 'instructor'),
      somebody(app(), 'learner'),
    ])
    const draft = await aDraft(author)
    const published = await aPublishedCourse(author)

    await expect(colleague.drafts.get(at(draft))).rejects.toThrow(CourseNotFound)
    await expect(colleague.drafts.get(at(published))).rejects.toThrow(Forbidden)
    await expect(learner.drafts.get(at(published))).rejects.toThrow(Forbidden)
    await expect(colleague.modules.add({ ...at(published), body: { title: 'Mine' } })).rejects.toThrow(
      Forbidden,
    )
  })

  test('of more than 65,536 characters in a lesson is refused', async () => {
    const author = await somebody(app(), 'instructor')
    const { path } = await aCourseWithModule(author)
    const long = (length: number) => ({ params: path, body: { title: 'Long', content: 'é'.repeat(length) } })

    await expect(author.lessons.add(long(65_537))).rejects.toThrow(InvalidRequest)
    expect((await author.lessons.add(long(65_536))).content).toHaveLength(65_536)
  })

  test('beyond 100 modules is refused', async () => {
    const author = await somebody(app(), 'instructor')
    const modules = Array.from({ length: 100 }, () => ({ title: 'One of many' }))
    const course = await aDraft(author, { modules })

    await expect(author.modules.add({ ...at(course), body: { title: 'One more' } })).rejects.toThrow(
      CourseTooLarge,
    )
  })
})

describe('reordering a draft', () => {
  test('moves modules and lessons, and keeps their ids', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aDraft(author)
    const { modules } = await author.drafts.get(at(course))
    const [basics, practice] = modules.map(module => module.id) as [string, string]
    const [logic, induction, exercises, readingList] = modules.flatMap(module =>
      module.lessons.map(lesson => lesson.id),
    ) as [string, string, string, string]
    const order = [
      { id: practice, lessons: [readingList, exercises, logic] },
      { id: basics, lessons: [induction] },
    ]

    const reordered = await author.drafts.reorder({ ...at(course), body: { modules: order } }, { ifMatch: 1 })

    expect(titles(reordered)).toEqual([
      ['Practice', 'Reading list', 'Exercises', 'Logic'],
      ['Basics', 'Induction'],
    ])
    expect(await author.drafts.get(at(course))).toEqual(reordered)
    await author.lessons.add({
      params: { courseId: course.id, moduleId: practice },
      body: { title: 'The end' },
    })
    expect(titles(await author.drafts.get(at(course)))[0]?.at(-1)).toBe('The end')
  })

  test('that leaves something out, or names something foreign, changes nothing', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aDraft(author)
    const before = await author.drafts.get(at(course))
    const reorder = (modules: { id: string; lessons: string[] }[]) =>
      author.drafts.reorder({ ...at(course), body: { modules } }, { ifMatch: 1 })

    await expect(reorder([])).rejects.toThrow(OutlineMismatch)
    await expect(reorder([{ id: newId(), lessons: [] }])).rejects.toThrow(OutlineMismatch)
    expect(await author.drafts.get(at(course))).toEqual(before)
  })
})

describe('a published version', () => {
  test('stays as it is while the draft goes on', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aPublishedCourse(author)
    const before = await app().client.versions.get({ params: { courseId: course.id, number: 1 } })

    await author.courses.update({ ...at(course), body: { title: 'Renamed' } }, { ifMatch: '*' })
    const moduleId = before.modules[0]?.id ?? ''
    await author.modules.remove({ params: { courseId: course.id, moduleId } }, { ifMatch: '*' })
    await author.courses.publish(at(course))

    expect(await app().client.versions.get({ params: { courseId: course.id, number: 1 } })).toEqual(before)
    const { items } = await app().client.versions.list(at(course))
    expect(items).toMatchObject([
      { number: 2, title: 'Renamed', lessonCount: 2 },
      { number: 1, title: 'Proofs', lessonCount: 4 },
    ])
  })

  test('is listed page by page, newest first', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aPublishedCourse(author)
    for (const credits of [1, 2]) {
      await author.courses.update({ ...at(course), body: { credits } }, { ifMatch: '*' })
      await author.courses.publish(at(course))
    }

    const numbers: number[] = []
    for await (const { number } of author.versions.list({ ...at(course), query: { limit: 1 } }))
      numbers.push(number)

    expect(numbers).toEqual([3, 2, 1])
  })

  test('without changes since is not published again', async () => {
    const author = await somebody(app(), 'instructor')

    await expect(author.courses.publish(at(await aPublishedCourse(author)))).rejects.toThrow(NothingToPublish)
  })
})

describe('reading a lesson', () => {
  test('gives learners the version they enrolled in and editors the draft', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const course = await aPublishedCourse(author)
    const [lesson] = await lessonsOf(author, course)
    const lessonId = lesson?.id ?? ''
    await learner.enrollments.enroll(at(course))
    await author.lessons.update(
      { params: { courseId: course.id, lessonId }, body: { content: 'A second thought' } },
      { ifMatch: '*' },
    )

    expect((await author.lessons.get({ params: { lessonId } })).content).toBe('A second thought')
    expect((await learner.lessons.get({ params: { lessonId } })).content).toBe('')
    await complete(learner, [{ id: lessonId }])
  })
})
