import { education } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import { editable } from '../courses/access.js'
import { editing } from '../courses/editing.js'
import type { Use } from '../use.js'
import { draftOf } from '../versions/version.js'
import { asDraft, reordered } from './draft.js'

/** Answers the routes of the drafts of courses. */
export const draftRoutes = (use: Use) => {
  const { courses, drafts, versions } = use
  const edit = editing(use)

  return implement(education.routes.drafts).with({
    get: async ({ params, principal }) => {
      const course = editable(await courses.find(params.courseId), principal)
      return asDraft(course, await versions.outline(draftOf(course)))
    },

    reorder: request =>
      edit.draft(request, 'draft.reordered', async course => {
        const order = request.body.modules
        const modules = reordered(await versions.outline(draftOf(course)), order)
        await drafts.arrange(course.id, order)
        return asDraft(course, modules)
      }),
  })
}
