import { Forbidden } from '@azora/contracts'
import {
  type Course,
  PrerequisiteCycle,
  PrerequisitesMissing,
  UnknownPrerequisite,
} from '@azora/contracts/education'
import { newId } from '@azora/service-kit'
import { startedOnce } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { service } from '../src/service.js'
import { aDraft, aPublishedCourse, at, complete, lessonsOf } from './courses.js'
import { somebody } from './people.js'

const app = startedOnce(service)
const pair = (course: Course, required: { id: string }) => ({
  params: { courseId: course.id, requiredCourseId: required.id },
})

describe('requiring another course', () => {
  test('holds at once and raises the version; no longer requiring it likewise', async () => {
    const author = await somebody(app(), 'instructor')
    const [first, second] = [await aPublishedCourse(author), await aPublishedCourse(author)]

    const required = await author.prerequisites.add(pair(second, first))
    const freed = await author.prerequisites.remove(pair(second, first))

    expect(required).toMatchObject({ prerequisites: [first.id], version: 3, hasUnpublishedChanges: false })
    expect(freed).toMatchObject({ prerequisites: [], version: 4 })
  })

  test('twice is requiring it once', async () => {
    const author = await somebody(app(), 'instructor')
    const [first, second] = [await aPublishedCourse(author), await aPublishedCourse(author)]
    await author.prerequisites.add(pair(second, first))

    expect(await author.prerequisites.add(pair(second, first))).toMatchObject({ prerequisites: [first.id] })
  })

  test('that is not in the catalog is refused', async () => {
    const author = await somebody(app(), 'instructor')
    const [course, draft] = [await aPublishedCourse(author), await aDraft(author)]

    await expect(author.prerequisites.add(pair(course, draft))).rejects.toThrow(UnknownPrerequisite)
    await expect(author.prerequisites.add(pair(course, { id: newId() }))).rejects.toThrow(UnknownPrerequisite)
  })

  test('in a circle is refused, however long', async () => {
    const author = await somebody(app(), 'instructor')
    const [a, b, c] = [
      await aPublishedCourse(author),
      await aPublishedCourse(author),
      await aPublishedCourse(author),
    ]
    await author.prerequisites.add(pair(a, b))
    await author.prerequisites.add(pair(b, c))

    await expect(author.prerequisites.add(pair(c, a))).rejects.toThrow(PrerequisiteCycle)
    await expect(author.prerequisites.add(pair(a, a))).rejects.toThrow(PrerequisiteCycle)
  })

  test('each the other at the same moment leaves one of the two', async () => {
    const author = await somebody(app(), 'instructor')
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await aPublishedCourse(author), await aPublishedCourse(author)]

      const outcomes = await Promise.allSettled([
        author.prerequisites.add(pair(a, b)),
        author.prerequisites.add(pair(b, a)),
      ])

      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      expect(outcomes).toContainEqual({ status: 'rejected', reason: expect.any(PrerequisiteCycle) })
    }
  })

  test('is for the editors of the course that requires', async () => {
    const [author, colleague] = [await somebody(app(), 'instructor'), await somebody(app(), 'instructor')]
    const [theirs, mine] = [await aPublishedCourse(author), await aPublishedCourse(colleague)]

    await expect(colleague.prerequisites.add(pair(theirs, mine))).rejects.toThrow(Forbidden)
    expect(await colleague.prerequisites.add(pair(mine, theirs))).toMatchObject({
      prerequisites: [theirs.id],
    })
  })
})

describe('enrolling in a course with prerequisites', () => {
  test('waits until they are completed', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const first = await aPublishedCourse(author)
    const second = await aPublishedCourse(author, { prerequisites: [first.id] })

    await expect(learner.enrollments.enroll(at(second))).rejects.toMatchObject({
      code: PrerequisitesMissing.code,
      extensions: { missing: [first.id] },
    })
    await learner.enrollments.enroll(at(first))
    await expect(learner.enrollments.enroll(at(second))).rejects.toThrow(PrerequisitesMissing)
    await complete(learner, await lessonsOf(learner, first))
    expect(await learner.enrollments.enroll(at(second))).toMatchObject({ state: 'active' })
  })

  test('that is archived since does not wait for it', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const first = await aPublishedCourse(author)
    const second = await aPublishedCourse(author, { prerequisites: [first.id] })
    await author.courses.archive(at(first))

    expect(await learner.enrollments.enroll(at(second))).toMatchObject({ state: 'active' })
  })

  test('that came later leaves those who are enrolled where they are', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const [first, second] = [await aPublishedCourse(author), await aPublishedCourse(author)]
    const enrollment = await learner.enrollments.enroll(at(second))
    await author.prerequisites.add(pair(second, first))

    expect(await learner.enrollments.enroll(at(second))).toEqual(enrollment)
  })
})
