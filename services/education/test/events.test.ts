import { newId } from '@azora/service-kit'
import { started } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { service } from '../src/service.js'
import { aPublishedCourse, at, atOnce, complete, lessonsOf } from './courses.js'
import { somebody } from './people.js'

describe('what happens to a course and an enrollment', () => {
  test('is published in its order, once however many ask at the same moment', async () => {
    await using app = await started(service)
    const [author, learner] = [await somebody(app, 'instructor'), await somebody(app, 'learner')]
    const course = await aPublishedCourse(author)
    const { kept } = await atOnce(20, () => learner.enrollments.enroll(at(course)))
    const enrollmentId = kept[0]?.id ?? newId()
    await learner.enrollments.withdraw({ params: { enrollmentId } })
    await learner.enrollments.enroll(at(course))
    await complete(learner, await lessonsOf(learner, course))
    await author.courses.archive(at(course))
    await app.settled()
    const of = (id: string) => app.events.published.filter(({ subject }) => subject === id)
    expect(of(course.id).map(({ type }) => type)).toEqual(['course.published', 'course.archived'])
    expect(of(enrollmentId).map(({ type }) => type)).toEqual([
      'course.enrolled',
      'enrollment.withdrawn',
      'enrollment.resumed',
      'lesson.completed',
      'lesson.completed',
      'lesson.completed',
      'course.completed',
      'lesson.completed',
    ])
    expect(of(enrollmentId)[0]).toMatchObject({ actor: `user:${learner.id}`, source: '/education' })
  })
})
