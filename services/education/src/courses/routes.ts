import { type Course, CourseArchived, CoursePublished, education } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'
import { DRAFT, draftOf } from '../versions/version.js'
import { editable, visible } from './access.js'
import { archived, edited, publicationOf, published } from './course.js'
import { creating } from './creating.js'
import { editing } from './editing.js'
import { exported } from './exporting.js'

/** Answers the routes of courses. */
export const courseRoutes = (use: Use) => {
  const { catalog, courses, levels, versions, clock, read } = use
  const create = creating(use)
  const edit = editing(use)

  return implement(education.routes.courses).with({
    list: ({ query }) => read(() => catalog.search(query)),
    mine: ({ query, principal }) => courses.ownedBy(principal.id, query),
    get: async ({ params, principal }) => visible(await courses.find(params.courseId), principal),

    create: ({ body, principal }) =>
      create({ ...body, modules: [], prerequisites: [] }, { ownerId: principal.id, actor: principal }),

    import: ({ body, principal }) => create(body, { ownerId: principal.id, actor: principal }),

    update: request =>
      edit.course(request, 'course.updated', async course => {
        if (request.body.level) await levels.mustKnow(request.body.level)
        return edited(course, clock.now(), request.body)
      }),

    publish: request => edit.course(request, 'course.published', publishing(use)),
    archive: request => edit.course(request, 'course.archived', archiving(use)),

    export: async ({ params, query, principal }) => {
      const course = editable(await courses.find(params.courseId), principal)
      return exported(versions, course, query.number ?? DRAFT)
    },
  })
}

const publishing =
  ({ clock, publish, versions }: Use) =>
  async (course: Course): Promise<Course> => {
    const now = clock.now()
    const next = published(course, await versions.outline(draftOf(course)), now)
    await versions.publish(next)
    await publish(CoursePublished, publicationOf(next, now))
    return next
  }

const archiving =
  ({ clock, publish }: Use) =>
  async (course: Course): Promise<Course> => {
    const now = clock.now()
    await publish(CourseArchived, { courseId: course.id, archivedAt: now.toISOString() })
    return archived(course, now)
  }
