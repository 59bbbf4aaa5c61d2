import {
  type Course,
  CourseIncomplete,
  InvalidTransition,
  LessonNotFound,
  NotEnrolled,
  NothingToPublish,
} from '@azora/contracts/education'
import { newId } from '@azora/service-kit'
import { startedOnce } from '@azora/service-kit/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { service } from '../src/service.js'
import { aDraft, aPublishedCourse, at, atOnce, complete, lessonsOf } from './courses.js'
import { type Somebody, somebody } from './people.js'

const app = startedOnce(service)

async function aLearnerInACourse() {
  const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
  const course = await aPublishedCourse(author)
  const { id: enrollmentId } = await learner.enrollments.enroll(at(course))
  const lessons = await lessonsOf(learner, course)
  const [first, second, third, optional] = lessons.map(({ id }) => ({ params: { lessonId: id } }))
  if (!first || !second || !third || !optional) throw new TypeError('The sample course has four lessons')
  return {
    author,
    learner,
    course,
    lessons,
    first,
    second,
    third,
    optional,
    mine: { params: { enrollmentId } },
  }
}

/** What an author may do to a draft, each on the first module that is left. */
function anEditorOf(author: Somebody, course: Course) {
  const { id: courseId } = course
  const firstModule = async () => (await author.drafts.get(at(course))).modules[0]
  const lessonOf = async () => ({
    params: { courseId, lessonId: (await firstModule())?.lessons[0]?.id ?? newId() },
  })
  const tried = (edit: PromiseLike<unknown>) => Promise.resolve(edit).catch(refused)
  return {
    add: async () => {
      const params = { courseId, moduleId: (await firstModule())?.id ?? newId() }
      await tried(author.lessons.add({ params, body: { title: 'More' } }))
    },
    remove: async () => tried(author.lessons.remove(await lessonOf(), { ifMatch: '*' })),
    relax: async () =>
      tried(author.lessons.update({ ...(await lessonOf()), body: { required: false } }, { ifMatch: '*' })),
    publish: () => tried(author.courses.publish(at(course))),
  }
}

/** An edit that makes no sense just now is refused by name; anything else fails the test. */
function refused(reason: unknown): void {
  if (reason instanceof LessonNotFound || reason instanceof NothingToPublish) return
  if (reason instanceof CourseIncomplete) return
  throw reason
}

describe('completing a lesson', () => {
  test('counts towards the course when the lesson is required', async () => {
    const { learner, first, optional } = await aLearnerInACourse()

    expect((await learner.lessons.complete(optional)).progress).toMatchObject({ percent: 0 })
    expect((await learner.lessons.complete(first)).progress).toMatchObject({
      requiredLessons: 3,
      completedRequiredLessons: 1,
      percent: 33,
      state: 'active',
    })
  })

  test('again changes nothing and answers the same', async () => {
    const { learner, first } = await aLearnerInACourse()

    expect(await learner.lessons.complete(first)).toEqual(await learner.lessons.complete(first))
  })

  test('a hundred times at once counts once, for all at the same moment', async () => {
    const { learner, first, mine } = await aLearnerInACourse()

    const { kept } = await atOnce(100, () => learner.lessons.complete(first))

    expect(kept).toHaveLength(100)
    expect(new Set(kept.map(({ completedAt }) => completedAt)).size).toBe(1)
    expect(await learner.progress.get(mine)).toMatchObject({ completedRequiredLessons: 1 })
  })

  test('last completes the course', async () => {
    const { learner, lessons, mine } = await aLearnerInACourse()

    await complete(learner, lessons.slice(0, 3))

    expect(await learner.enrollments.get(mine)).toMatchObject({ state: 'completed', version: 2 })
    expect(await learner.progress.get(mine)).toMatchObject({ state: 'completed', percent: 100 })
  })

  test('together with all others completes the course once', async () => {
    const { learner, first, second, third, optional, mine } = await aLearnerInACourse()

    await Promise.all([first, second, third, optional].map(lesson => learner.lessons.complete(lesson)))

    expect(await learner.enrollments.get(mine)).toMatchObject({ state: 'completed', version: 2 })
  })

  test('that is optional is possible after the course is completed', async () => {
    const { learner, lessons, optional } = await aLearnerInACourse()
    await complete(learner, lessons.slice(0, 3))

    expect((await learner.lessons.complete(optional)).progress).toMatchObject({
      state: 'completed',
      percent: 100,
    })
  })

  test('is for those who are enrolled and have not withdrawn', async () => {
    const { author, learner, first, mine } = await aLearnerInACourse()
    await learner.enrollments.withdraw(mine)

    await expect(learner.lessons.complete(first)).rejects.toThrow(InvalidTransition)
    await expect(learner.lessons.get(first)).rejects.toThrow(NotEnrolled)
    await expect(author.lessons.complete(first)).rejects.toThrow(NotEnrolled)
  })

  test('that was never published finds nothing', async () => {
    const { author, learner } = await aLearnerInACourse()
    const { modules } = await author.drafts.get(at(await aDraft(author)))
    const hidden = { params: { lessonId: modules[0]?.lessons[0]?.id ?? '' } }

    await expect(learner.lessons.complete(hidden)).rejects.toThrow(LessonNotFound)
    await expect(learner.lessons.get(hidden)).rejects.toThrow(LessonNotFound)
    await expect(learner.lessons.get({ params: { lessonId: newId() } })).rejects.toThrow(LessonNotFound)
  })
})

describe('progress', () => {
  test('is never lowered by publishing a new version', async () => {
    const { author, learner, course, first, mine } = await aLearnerInACourse()
    await learner.lessons.complete(first)
    const before = await learner.progress.get(mine)

    const { modules } = await author.drafts.get(at(course))
    const moduleId = modules[0]?.id ?? ''
    for (const title of ['More', 'Even more']) {
      await author.lessons.add({ params: { courseId: course.id, moduleId }, body: { title } })
    }
    await author.lessons.remove({ params: { courseId: course.id, ...first.params } }, { ifMatch: '*' })
    await author.courses.publish(at(course))

    expect(await learner.progress.get(mine)).toEqual(before)
    expect(await learner.lessons.complete(first)).toMatchObject({ progress: { percent: 33 } })
    const newcomer = await somebody(app(), 'learner')
    expect(await newcomer.enrollments.enroll(at(course))).toMatchObject({ courseVersion: 2 })
  })

  test('never falls, whatever the author edits and publishes meanwhile', async () => {
    const step = fc.constantFrom('add', 'remove', 'relax', 'publish', 'complete')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
        const { author, learner, course, lessons, mine } = await aLearnerInACourse()
        const edit = anEditorOf(author, course)
        let before = 0
        for (const [n, name] of steps.entries()) {
          if (name === 'complete') await complete(learner, lessons.slice(n % 4, (n % 4) + 1))
          else await edit[name]()
          const { percent } = await learner.progress.get(mine)
          expect(percent).toBeGreaterThanOrEqual(before)
          before = percent
        }
      }),
      { numRuns: 10 },
    )
  })

  test('shows every lesson in the order of the course', async () => {
    const { learner, lessons, second, mine } = await aLearnerInACourse()
    const { completedAt } = await learner.lessons.complete(second)

    const { lessons: shown, lastCompletedAt } = await learner.progress.get(mine)

    expect(shown.map(lesson => lesson.lessonId)).toEqual(lessons.map(({ id }) => id))
    expect(shown.map(lesson => lesson.completedAt)).toEqual([null, completedAt, null, null])
    expect(lastCompletedAt).toBe(completedAt)
  })

  test('is listed for every course one has not withdrawn from, page by page', async () => {
    const { author, learner, course, mine } = await aLearnerInACourse()
    const other = await learner.enrollments.enroll(at(await aPublishedCourse(author)))
    const left = await learner.enrollments.enroll(at(await aPublishedCourse(author)))
    await learner.enrollments.withdraw({ params: { enrollmentId: left.id } })

    const page = await learner.progress.list({ query: { limit: 1 } })
    const rest = await learner.progress.list({ query: { limit: 1, cursor: page.nextCursor ?? '' } })

    expect(page.items).toMatchObject([{ enrollmentId: other.id, percent: 0, lastCompletedAt: null }])
    expect(rest.items).toMatchObject([{ ...mine.params, courseTitle: course.title }])
    expect(rest.nextCursor).toBeNull()
  })
})
