import { education, LessonNotFound, ModuleNotFound } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import { mayEdit } from '../courses/access.js'
import { editing } from '../courses/editing.js'
import { withinLimits } from '../drafts/draft.js'
import type { Use } from '../use.js'
import { DRAFT } from '../versions/repository.js'
import { refusalOf } from './access.js'
import { completing } from './completion.js'

/** Answers the routes of lessons. */
export const lessonRoutes = (use: Use) => {
  const { drafts, lessons, versions } = use
  const edit = editing(use)

  return implement(education.routes.lessons).with({
    complete: completing(use),

    get: async ({ params: { lessonId }, principal }) => {
      const draft = await lessons.inDraft(lessonId)
      if (draft && mayEdit(draft.course, principal)) return draft.lesson
      const read = await lessons.forLearner(lessonId, principal.id)
      if (read) return read.lesson
      throw await refusalOf(lessons, lessonId)
    },

    add: request =>
      edit.draft(request, 'lesson.added', async ({ id: courseId, version }) => {
        const { moduleId } = request.params
        if (!(await drafts.findModule(courseId, moduleId))) throw new ModuleNotFound()
        const size = await drafts.size(courseId)
        withinLimits({ ...size, lessons: size.lessons + 1 })
        return { ...(await drafts.addLesson(courseId, { ...request.body, moduleId })), courseId, version }
      }),

    update: request =>
      edit.draft(request, 'lesson.updated', async ({ id: courseId, version }) => {
        const lesson = { ...(await existing(use, request.params)), ...request.body }
        await drafts.saveLesson(courseId, lesson)
        return { ...lesson, courseId, version }
      }),

    remove: request =>
      edit.draft(request, 'lesson.removed', async ({ id: courseId, version }) => {
        const { id } = await existing(use, request.params)
        await drafts.removeLesson(courseId, id)
        return { courseId, version, modules: await versions.outline({ courseId, number: DRAFT }) }
      }),
  })
}

async function existing({ drafts }: Use, { courseId, lessonId }: { courseId: string; lessonId: string }) {
  const lesson = await drafts.findLesson(courseId, lessonId)
  if (!lesson) throw new LessonNotFound()
  return lesson
}
