import { CourseDocument, CoursePublished } from '@azora/contracts/education'
import { publicationOf, published } from './courses/course.js'
import { creating } from './courses/creating.js'
import { LEVELS } from './levels/levels.js'
import sample from './sample-course.json' with { type: 'json' }
import type { Use } from './use.js'
import { draftOf } from './versions/version.js'

/** The sample is known by this id, so that seeding again finds it. */
export const SAMPLE_COURSE_ID = '019c7a00-0000-7000-8000-000000000001'

/**
 * Fills a fresh database: the levels, and a published sample course that belongs to nobody, so that only
 * those who may edit any course can change it. Two at once do not collide: writing the levels first locks.
 */
export const seed = (use: Use): Promise<void> =>
  use.transaction(async () => {
    await use.levels.put(LEVELS)
    if (await use.courses.find(SAMPLE_COURSE_ID)) return
    const nobody = { id: SAMPLE_COURSE_ID, ownerId: null, actor: null }
    const course = await creating(use)(CourseDocument.parse(sample), nobody)
    const next = published(course, await use.versions.outline(draftOf(course)), use.clock.now())
    await use.versions.publish(next)
    await use.courses.save(next)
    await use.publish(CoursePublished, publicationOf(next, use.clock.now()))
  })
