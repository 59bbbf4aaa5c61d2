import { education, ModuleNotFound } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import { editing } from '../courses/editing.js'
import { asDraft, withinLimits } from '../drafts/draft.js'
import type { Use } from '../use.js'
import { draftOf } from '../versions/version.js'
import type { ModuleRepository } from './repository.js'

/** Answers the routes of the modules of drafts. */
export const moduleRoutes = (use: Use) => {
  const { drafts, modules, versions } = use
  const edit = editing(use)

  return implement(education.routes.modules).with({
    add: request =>
      edit.draft(request, 'module.added', async ({ id: courseId, version }) => {
        const size = await drafts.size(courseId)
        withinLimits({ ...size, modules: size.modules + 1 })
        return { ...(await modules.add(courseId, request.body)), courseId, version }
      }),

    update: request =>
      edit.draft(request, 'module.updated', async ({ id: courseId, version }) => {
        const module = { ...(await existing(modules, request.params)), ...request.body }
        await modules.save(courseId, module)
        return { ...module, courseId, version }
      }),

    remove: request =>
      edit.draft(request, 'module.removed', async course => {
        const { id } = await existing(modules, request.params)
        await modules.remove(course.id, id)
        return asDraft(course, await versions.outline(draftOf(course)))
      }),
  })
}

async function existing(
  modules: ModuleRepository,
  { courseId, moduleId }: { courseId: string; moduleId: string },
) {
  const module = await modules.find(courseId, moduleId)
  if (!module) throw new ModuleNotFound()
  return module
}
