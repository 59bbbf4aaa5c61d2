import { Forbidden } from '@azora/contracts'
import { started } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { SAMPLE_COURSE_ID, seed } from '../src/seed.js'
import { service } from '../src/service.js'
import type { Use } from '../src/use.js'
import { aDraft, aPublishedCourse, at, complete, lessonsOf } from './courses.js'
import { somebody } from './people.js'

describe('a fresh platform', () => {
  test('has all levels of both frameworks, each from the lowest', async () => {
    await using app = await started(service)

    const { items } = await app.client.levels.list({ query: { framework: 'ZA-SCHOOL' } })
    const all: string[] = []
    for await (const { id } of app.client.levels.list({ query: { limit: 5 } })) all.push(id)

    expect(items.map(({ code }) => code)).toEqual([
      'R',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      '10',
      '11',
      '12',
    ])
    expect(all).toHaveLength(19)
    expect(all.slice(0, 3)).toEqual(['ZA-NQF/5', 'ZA-NQF/6', 'ZA-NQF/7'])
  })

  test('has a sample course that anybody can take and only an admin can change', async () => {
    await using app = await started(service)
    const [author, learner, admin] = await Promise.all([
      somebody(app, 'instructor'),
      somebody(app, 'learner'),
      somebody(app, 'admin'),
    ])
    const sample = await app.client.courses.get(at({ id: SAMPLE_COURSE_ID }))
    const change = { ...at(sample), body: { title: 'Mine now' } }

    expect(sample).toMatchObject({ ownerId: null, status: 'published' })
    await learner.enrollments.enroll(at(sample))
    await complete(learner, await lessonsOf(learner, sample))
    expect((await learner.progress.list()).items).toMatchObject([{ state: 'completed', percent: 100 }])
    await expect(author.courses.update(change, { ifMatch: 2 })).rejects.toThrow(Forbidden)
    expect(await admin.courses.update(change, { ifMatch: 2 })).toMatchObject({ title: 'Mine now' })
  })

  test('is seeded once, however many seed it at once and again', async () => {
    await using app = await started(service, { seed: false })
    const use = app.service.use as Use

    await Promise.all(Array.from({ length: 10 }, () => seed(use)))
    await seed(use)

    expect((await app.client.courses.list()).items).toHaveLength(1)
    expect((await app.client.levels.list()).items).toHaveLength(19)
  })
})

describe('the statistics', () => {
  test('count courses, versions, learners, enrollments by sector, and lessons', async () => {
    await using app = await started(service)
    const [author, first, second, admin] = await Promise.all([
      somebody(app, 'instructor'),
      somebody(app, 'learner'),
      somebody(app, 'learner'),
      somebody(app, 'admin'),
    ])
    const university = await aPublishedCourse(author)
    const school = await aPublishedCourse(author, { level: 'ZA-SCHOOL/4' })
    await author.courses.archive(at(await aDraft(author)))
    await aDraft(author)
    await first.enrollments.enroll(at(university))
    await complete(first, (await lessonsOf(first, university)).slice(0, 3))
    await first.enrollments.enroll(at(school))
    const { id } = await second.enrollments.enroll(at(school))
    await second.enrollments.withdraw({ params: { enrollmentId: id } })

    expect(await admin.stats.get()).toEqual({
      courses: { draft: 1, published: 3, archived: 1 },
      publishedVersions: 3,
      enrollments: { active: 1, completed: 1, withdrawn: 1 },
      learners: 1,
      activeBySector: { primary: 1, secondary: 0, university: 0 },
      completedLessons: 3,
      countedAt: app.clock.now().toISOString(),
    })
    await expect(author.stats.get()).rejects.toThrow(Forbidden)
    await expect((await app.asService('nexus')).stats.get()).rejects.toThrow(Forbidden)
  })
})
