import { education } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import { editable } from '../courses/access.js'
import { editing } from '../courses/editing.js'
import type { Use } from '../use.js'
import { DRAFT } from '../versions/repository.js'
import { reordered } from './draft.js'

/** Answers the routes of the drafts of courses. */
export const draftRoutes = (use: Use) => {
  const { courses, drafts, versions } = use
  const edit = editing(use)

  return implement(education.routes.drafts).with({
    get: async ({ params: { courseId }, principal }) => {
      const { version } = editable(await courses.find(courseId), principal)
      return { courseId, version, modules: await versions.outline({ courseId, number: DRAFT }) }
    },

    reorder: request =>
      edit.draft(request, 'draft.reordered', async ({ id: courseId, version }) => {
        const order = request.body.modules
        const modules = reordered(await versions.outline({ courseId, number: DRAFT }), order)
        await drafts.arrange(courseId, order)
        return { courseId, version, modules }
      }),
  })
}
