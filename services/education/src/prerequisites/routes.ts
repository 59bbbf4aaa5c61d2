import { education } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import { requiring } from '../courses/course.js'
import { inCatalog } from '../courses/creating.js'
import { editing } from '../courses/editing.js'
import type { Use } from '../use.js'
import { withoutCycle, withPrerequisite } from './prerequisite.js'

/** Answers the routes of prerequisites. */
export const prerequisiteRoutes = (use: Use) => {
  const { prerequisites, clock } = use
  const edit = editing(use)

  return implement(education.routes.prerequisites).with({
    add: request =>
      edit.course(request, 'prerequisite.added', async course => {
        const { requiredCourseId } = request.params
        await inCatalog(use, [requiredCourseId])
        const known = await prerequisites.lockFrom(requiredCourseId)
        withoutCycle(known, { courseId: course.id, requiredId: requiredCourseId })
        const next = requiring(course, withPrerequisite(course.prerequisites, requiredCourseId), clock.now())
        await prerequisites.replace(course.id, next.prerequisites)
        return next
      }),

    remove: request =>
      edit.course(request, 'prerequisite.removed', async course => {
        const rest = course.prerequisites.filter(id => id !== request.params.requiredCourseId)
        await prerequisites.replace(course.id, rest)
        return requiring(course, rest, clock.now())
      }),
  })
}
