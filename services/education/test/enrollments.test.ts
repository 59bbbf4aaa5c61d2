import { Forbidden, PreconditionFailed, Unauthenticated } from '@azora/contracts'
import {
  CourseNotFound,
  CourseNotOpen,
  EnrollmentNotFound,
  InvalidTransition,
} from '@azora/contracts/education'
import { newId } from '@azora/service-kit'
import { startedOnce } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { service } from '../src/service.js'
import { aDraft, aPublishedCourse, at, atOnce, complete, lessonsOf } from './courses.js'
import { somebody } from './people.js'

const app = startedOnce(service)
const of = ({ id: enrollmentId }: { id: string }) => ({ params: { enrollmentId } })

describe('enrolling', () => {
  test('gives a place in the version that is published now', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const course = await aPublishedCourse(author)

    const enrollment = await learner.enrollments.enroll(at(course))

    expect(enrollment).toMatchObject({
      courseId: course.id,
      learnerId: learner.id,
      courseVersion: 1,
      state: 'active',
    })
    expect(await learner.enrollments.get(of(enrollment))).toEqual(enrollment)
  })

  test('again gives the same place', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const course = await aPublishedCourse(author)

    expect(await learner.enrollments.enroll(at(course))).toEqual(await learner.enrollments.enroll(at(course)))
  })

  test('a hundred times at once makes one enrollment, the same for all', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const course = await aPublishedCourse(author)

    const { kept } = await atOnce(100, () => learner.enrollments.enroll(at(course)))

    expect(kept).toHaveLength(100)
    expect(new Set(kept.map(({ id }) => id)).size).toBe(1)
    expect((await learner.enrollments.list()).items).toHaveLength(1)
  })

  test('of many learners at once gives each a place of their own', async () => {
    const course = await aPublishedCourse(await somebody(app(), 'instructor'))
    const learners = await Promise.all(Array.from({ length: 20 }, () => somebody(app(), 'learner')))

    const enrollments = await Promise.all(learners.map(learner => learner.enrollments.enroll(at(course))))

    expect(new Set(enrollments.map(({ id }) => id)).size).toBe(20)
  })

  test('is refused where there is nothing to enroll in', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const archived = await author.courses.archive(at(await aPublishedCourse(author)))

    await expect(learner.enrollments.enroll(at({ id: newId() }))).rejects.toThrow(CourseNotFound)
    await expect(learner.enrollments.enroll(at(await aDraft(author)))).rejects.toThrow(CourseNotFound)
    await expect(author.enrollments.enroll(at(await aDraft(author)))).rejects.toThrow(CourseNotOpen)
    await expect(learner.enrollments.enroll(at(archived))).rejects.toThrow(CourseNotOpen)
  })

  test('needs a token and the permission', async () => {
    const course = await aPublishedCourse(await somebody(app(), 'instructor'))
    const visitor = await app().as({ ...(await somebody(app(), 'learner')), ...NOBODY })

    await expect(app().client.enrollments.enroll(at(course))).rejects.toThrow(Unauthenticated)
    await expect(visitor.enrollments.enroll(at(course))).rejects.toThrow(Forbidden)
  })
})

const NOBODY = { sessionId: newId(), roles: [], permissions: [], aal: 1 as const }

describe('an enrollment', () => {
  test("is its learner's alone: for others it does not exist", async () => {
    const [author, learner, other, admin] = await Promise.all([
      somebody(app(), 'instructor'),
      somebody(app(), 'learner'),
      somebody(app(), 'learner'),
      somebody(app(), 'admin'),
    ])
    const enrollment = await learner.enrollments.enroll(at(await aPublishedCourse(author)))

    for (const stranger of [author, other, admin]) {
      await expect(stranger.enrollments.get(of(enrollment))).rejects.toThrow(EnrollmentNotFound)
      await expect(stranger.enrollments.withdraw(of(enrollment))).rejects.toThrow(EnrollmentNotFound)
      await expect(stranger.progress.get(of(enrollment))).rejects.toThrow(EnrollmentNotFound)
      expect((await stranger.enrollments.list()).items).toEqual([])
    }
  })

  test('is listed newest first, by state, page by page', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const [first, second, third] = [
      await learner.enrollments.enroll(at(await aPublishedCourse(author))),
      await learner.enrollments.enroll(at(await aPublishedCourse(author))),
      await learner.enrollments.enroll(at(await aPublishedCourse(author))),
    ]
    const withdrawn = await learner.enrollments.withdraw(of(second))

    const page = await learner.enrollments.list({ query: { limit: 2 } })
    const rest = await learner.enrollments.list({ query: { limit: 2, cursor: page.nextCursor ?? '' } })

    expect(page.items).toEqual([third, withdrawn])
    expect(rest).toEqual({ items: [first], nextCursor: null })
    expect((await learner.enrollments.list({ query: { state: 'withdrawn' } })).items).toEqual([withdrawn])
  })
})

describe('withdrawing', () => {
  test('ends the enrollment, and enrolling again resumes it with what was completed', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const course = await aPublishedCourse(author)
    const [lesson] = await lessonsOf(learner, course)
    const enrollment = await learner.enrollments.enroll(at(course))
    await complete(learner, lesson ? [lesson] : [])

    const withdrawn = await learner.enrollments.withdraw(of(enrollment))
    const resumed = await learner.enrollments.enroll(at(course))

    expect(withdrawn).toMatchObject({ id: enrollment.id, state: 'withdrawn', version: 2 })
    expect(withdrawn.withdrawnAt).not.toBeNull()
    expect(resumed).toEqual({ ...enrollment, version: 3 })
    expect(await learner.progress.get(of(enrollment))).toMatchObject({
      completedRequiredLessons: 1,
      percent: 33,
    })
  })

  test('and coming back twenty times at once resumes it once', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const course = await aPublishedCourse(author)
    const enrollment = await learner.enrollments.enroll(at(course))
    await learner.enrollments.withdraw(of(enrollment))

    const { kept } = await atOnce(20, () => learner.enrollments.enroll(at(course)))

    expect(kept).toHaveLength(20)
    for (const resumed of kept) expect(resumed).toEqual({ ...enrollment, version: 3 })
  })

  test('twice is refused the second time, with what is allowed instead', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const enrollment = await learner.enrollments.enroll(at(await aPublishedCourse(author)))
    await learner.enrollments.withdraw(of(enrollment))

    await expect(learner.enrollments.withdraw(of(enrollment))).rejects.toMatchObject({
      code: InvalidTransition.code,
      extensions: { state: 'withdrawn', allowed: ['resume'] },
    })
  })

  test('by twenty at once succeeds for one', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const enrollment = await learner.enrollments.enroll(at(await aPublishedCourse(author)))

    const { kept, refused } = await atOnce(20, () => learner.enrollments.withdraw(of(enrollment)))

    expect(kept).toHaveLength(1)
    for (const reason of refused) expect(reason).toBeInstanceOf(InvalidTransition)
  })

  test('based on a version that has passed is refused', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const enrollment = await learner.enrollments.enroll(at(await aPublishedCourse(author)))

    await expect(learner.enrollments.withdraw(of(enrollment), { ifMatch: 9 })).rejects.toThrow(
      PreconditionFailed,
    )
  })

  test('from an archived course is possible, coming back is not', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const course = await aPublishedCourse(author)
    const enrollment = await learner.enrollments.enroll(at(course))
    await author.courses.archive(at(course))

    expect(await learner.enrollments.enroll(at(course))).toEqual(enrollment)
    await learner.enrollments.withdraw(of(enrollment))
    await expect(learner.enrollments.enroll(at(course))).rejects.toThrow(CourseNotOpen)
  })
})
