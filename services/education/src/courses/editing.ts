import type { Course } from '@azora/contracts/education'
import { type UserPrincipal, unchanged } from '@azora/service-kit'
import type { Use } from '../use.js'
import { editable } from './access.js'
import { edited } from './course.js'

/** What every request to change a course has. */
export interface EditRequest {
  params: { courseId: string }
  principal: UserPrincipal
  ifMatch: number | null
}

type Work<Result> = (course: Course) => Promise<Result> | Result

/**
 * How courses are changed. One request after the other has the course for itself, may be refused (not found,
 * not the editor's, changed meanwhile), and leaves it at its next version with a record of who did what.
 */
export const editing = (use: Use) => ({
  /** Puts what `change` makes of a course in its place, and answers with it. */
  course: (request: EditRequest, action: string, change: Work<Course>) =>
    use.transaction(async () =>
      saved(use, { ...request, action, course: await change(await opened(use, request)) }),
    ),

  /** Changes what a course's draft contains, and answers with the result. `work` sees the next version. */
  draft: <Result>(request: EditRequest, action: string, work: Work<Result>) =>
    use.transaction(async () => {
      const course = edited(await opened(use, request), use.clock.now())
      const result = await work(course)
      await saved(use, { ...request, action, course })
      return result
    }),
})

async function opened({ courses }: Use, { params, principal, ifMatch }: EditRequest): Promise<Course> {
  return unchanged(editable(await courses.lock(params.courseId), principal), ifMatch)
}

async function saved({ courses, audit }: Use, { principal, action, course }: Change): Promise<Course> {
  await courses.save(course)
  await audit({ action, subject: course.id, actor: principal, data: { version: course.version } })
  return course
}

interface Change {
  principal: UserPrincipal
  action: string
  course: Course
}
