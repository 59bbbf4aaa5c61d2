import { education, LessonNotFound, ModuleNotFound } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import { mayEdit } from '../courses/access.js'
import { editing } from '../courses/editing.js'
import { asDraft, withinLimits } from '../drafts/draft.js'
import type { Use } from '../use.js'
import { draftOf } from '../versions/version.js'
import { refusalOf } from './access.js'
import { completing } from './completing.js'
import type { LessonRepository } from './repository.js'

/** Answers the routes of lessons. */
export const lessonRoutes = (use: Use) => {
  const { drafts, modules, lessons, library, versions } = use
  const edit = editing(use)

  return implement(education.routes.lessons).with({
    complete: completing(use),

    get: async ({ params: { lessonId }, principal }) => {
      const draft = await library.inDraft(lessonId)
      if (draft && mayEdit(draft.course, principal)) return draft.lesson
      const read = await library.forLearner(lessonId, principal.id)
      if (read) return read.lesson
      throw await refusalOf(library, lessonId)
    },

    add: request =>
      edit.draft(request, 'lesson.added', async ({ id: courseId, version }) => {
        const { moduleId } = request.params
        if (!(await modules.find(courseId, moduleId))) throw new ModuleNotFound()
        const size = await drafts.size(courseId)
        withinLimits({ ...size, lessons: size.lessons + 1 })
        return { ...(await lessons.add(courseId, { ...request.body, moduleId })), courseId, version }
      }),

    update: request =>
      edit.draft(request, 'lesson.updated', async ({ id: courseId, version }) => {
        const lesson = { ...(await existing(lessons, request.params)), ...request.body }
        await lessons.save(courseId, lesson)
        return { ...lesson, courseId, version }
      }),

    remove: request =>
      edit.draft(request, 'lesson.removed', async course => {
        const { id } = await existing(lessons, request.params)
        await lessons.remove(course.id, id)
        return asDraft(course, await versions.outline(draftOf(course)))
      }),
  })
}

async function existing(
  lessons: LessonRepository,
  { courseId, lessonId }: { courseId: string; lessonId: string },
) {
  const lesson = await lessons.find(courseId, lessonId)
  if (!lesson) throw new LessonNotFound()
  return lesson
}
