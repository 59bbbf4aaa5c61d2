import { UserDeleted, UserRegistered } from '@azora/contracts/auth'
import { LearnerNotFound } from '@azora/contracts/education'
import { newId } from '@azora/service-kit'
import { started, user } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { service } from '../src/service.js'
import { aPublishedCourse, at, atOnce, complete, lessonsOf } from './courses.js'
import { somebody } from './people.js'

describe('an account', () => {
  const registeredAt = '2030-01-01T00:00:00.000Z'

  test('that is opened has its learner record, however often it is told', async () => {
    await using app = await started(service)
    const someone = user()
    const { learners } = await app.as(someone)
    const registered = { userId: someone.id, email: 'thandi@example.com', registeredAt }
    await expect(learners.me({})).rejects.toThrow(LearnerNotFound)
    const event = await app.events.publish(UserRegistered, registered, 'auth')
    await app.settled()
    await app.events.deliver(event)
    await app.settled()
    expect(await learners.me({})).toEqual({ id: someone.id, registeredAt })
  })

  test('that is deleted has none', async () => {
    await using app = await started(service)
    const someone = user()
    await app.events.publish(
      UserRegistered,
      { userId: someone.id, email: 'a@example.com', registeredAt },
      'auth',
    )
    await app.events.publish(UserDeleted, { userId: someone.id, deletedAt: registeredAt }, 'auth')
    await app.settled()
    await expect((await app.as(someone)).learners.me({})).rejects.toThrow(LearnerNotFound)
  })
})

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
