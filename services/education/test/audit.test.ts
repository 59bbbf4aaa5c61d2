import { PreconditionFailed } from '@azora/contracts'
import { CourseIncomplete } from '@azora/contracts/education'
import { auditPage, database } from '@azora/service-kit'
import { startedOnce } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { PrismaClient } from '../src/generated/prisma/client.js'
import { service } from '../src/service.js'
import { aDraft, aPublishedCourse, at, atOnce, lessonsOf } from './courses.js'
import { somebody } from './people.js'

const app = startedOnce(service)

/** What was recorded about a course or an enrollment, oldest first. */
async function recorded({ id: subject }: { id: string }) {
  await using db = database(app().databaseUrl, adapter => new PrismaClient({ adapter }))
  const { items } = await auditPage(db.client, { subject, limit: 100 })
  return items.toReversed()
}

const actionsOf = async (subject: { id: string }) => (await recorded(subject)).map(({ action }) => action)

describe('the audit trail of a course', () => {
  test('tells who made which version of it', async () => {
    const [author, admin] = [await somebody(app(), 'instructor'), await somebody(app(), 'admin')]
    const course = await aDraft(author)
    await author.modules.add({ ...at(course), body: { title: 'Epilogue' } })
    await admin.courses.update({ ...at(course), body: { title: 'Renamed' } }, { ifMatch: 2 })
    await author.courses.archive(at(course))

    const [byAuthor, byAdmin] = [`user:${author.id}`, `user:${admin.id}`]
    expect(await recorded(course)).toMatchObject([
      { action: 'course.created', actor: byAuthor },
      { action: 'module.added', actor: byAuthor, data: { version: 2 } },
      { action: 'course.updated', actor: byAdmin, data: { version: 3 } },
      { action: 'course.archived', actor: byAuthor, data: { version: 4 } },
    ])
  })

  test('names the request that did it', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aDraft(author)
    await author.courses.publish(at(course), { requestId: 'publish-it-now' })

    expect((await recorded(course)).at(-1)).toMatchObject({ requestId: 'publish-it-now' })
  })

  test('holds nothing of what was refused', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aDraft(author, { modules: [] })

    await expect(author.courses.publish(at(course))).rejects.toThrow(CourseIncomplete)
    await expect(author.courses.archive(at(course), { ifMatch: 9 })).rejects.toThrow(PreconditionFailed)
    expect(await actionsOf(course)).toEqual(['course.created'])
  })

  test('has one publication, however many asked for it at once', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aDraft(author)

    await atOnce(20, () => author.courses.publish(at(course)))

    expect(await actionsOf(course)).toEqual(['course.created', 'course.published'])
  })
})

describe('the audit trail of an enrollment', () => {
  test('has one enrollment, however many asked for it at once', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const course = await aPublishedCourse(author)

    const { kept } = await atOnce(100, () => learner.enrollments.enroll(at(course)))

    expect(await actionsOf(kept[0] ?? course)).toEqual(['course.enrolled'])
  })

  test('has every lesson once and the course once, however often they were completed at once', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const course = await aPublishedCourse(author)
    const lessons = await lessonsOf(learner, course)
    const enrollment = await learner.enrollments.enroll(at(course))

    await atOnce(10, () =>
      Promise.all(lessons.map(({ id }) => learner.lessons.complete({ params: { lessonId: id } }))),
    )

    const actions = await actionsOf(enrollment)
    expect(actions.toSorted()).toEqual([
      'course.completed',
      'course.enrolled',
      ...lessons.map(() => 'lesson.completed'),
    ])
  })

  test('has each withdrawal and each return', async () => {
    const [author, learner] = [await somebody(app(), 'instructor'), await somebody(app(), 'learner')]
    const course = await aPublishedCourse(author)
    const enrollment = await learner.enrollments.enroll(at(course))
    await learner.enrollments.withdraw({ params: { enrollmentId: enrollment.id } })
    await atOnce(20, () => learner.enrollments.enroll(at(course)))

    expect(await actionsOf(enrollment)).toEqual([
      'course.enrolled',
      'enrollment.withdrawn',
      'enrollment.resumed',
    ])
  })
})
