import { education, ModuleNotFound } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import { editing } from '../courses/editing.js'
import { withinLimits } from '../drafts/draft.js'
import type { Use } from '../use.js'
import { DRAFT } from '../versions/repository.js'

/** Answers the routes of the modules of drafts. */
export const moduleRoutes = (use: Use) => {
  const { drafts, versions } = use
  const edit = editing(use)

  const existing = async (courseId: string, moduleId: string) => {
    const module = await drafts.findModule(courseId, moduleId)
    if (!module) throw new ModuleNotFound()
    return module
  }

  return implement(education.routes.modules).with({
    add: request =>
      edit.draft(request, 'module.added', async ({ id: courseId, version }) => {
        const { modules, lessons } = await drafts.size(courseId)
        withinLimits({ modules: modules + 1, lessons })
        return { ...(await drafts.addModule(courseId, request.body)), courseId, version }
      }),

    update: request =>
      edit.draft(request, 'module.updated', async ({ id: courseId, version }) => {
        const module = { ...(await existing(courseId, request.params.moduleId)), ...request.body }
        await drafts.saveModule(courseId, module)
        return { ...module, courseId, version }
      }),

    remove: request =>
      edit.draft(request, 'module.removed', async ({ id: courseId, version }) => {
        const { id } = await existing(courseId, request.params.moduleId)
        await drafts.removeModule(courseId, id)
        return { courseId, version, modules: await versions.outline({ courseId, number: DRAFT }) }
      }),
  })
}
