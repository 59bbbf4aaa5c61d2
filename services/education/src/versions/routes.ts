import { CourseVersionNotFound, education } from '@azora/contracts/education'
import { implement, type Principal } from '@azora/service-kit'
import { visible } from '../courses/access.js'
import type { Use } from '../use.js'

/** Answers the routes of published versions. */
export const versionRoutes = ({ courses, versions }: Use) => {
  const known = async (courseId: string, principal: Principal | null) =>
    visible(await courses.find(courseId), principal)

  return implement(education.routes.versions).with({
    list: async ({ params: { courseId }, query, principal }) => {
      await known(courseId, principal)
      return versions.list(courseId, query)
    },

    get: async ({ params, principal }) => {
      await known(params.courseId, principal)
      const version = await versions.find(params)
      if (!version) throw new CourseVersionNotFound()
      return { ...version, modules: await versions.outline(params) }
    },
  })
}
