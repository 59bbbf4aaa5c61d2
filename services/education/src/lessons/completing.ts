import {
  CourseCompleted,
  LessonCompleted,
  type LessonCompletion,
  type Progress,
} from '@azora/contracts/education'
import type { UserPrincipal } from '@azora/service-kit'
import { own } from '../enrollments/access.js'
import { after, referenceTo, studying } from '../enrollments/enrollment.js'
import { isComplete } from '../progress/progress.js'
import type { Use } from '../use.js'
import { refusalOf } from './access.js'

interface CompleteRequest {
  params: { lessonId: string }
  principal: UserPrincipal
}

/** Completes a lesson for a learner, once, and with the last required one the course. */
export const completing =
  (use: Use) =>
  ({ params: { lessonId }, principal: learner }: CompleteRequest): Promise<LessonCompletion> =>
    use.transaction(async () => {
      const enrollment = await use.enrollments.having(lessonId, learner.id)
      if (!enrollment) throw await refusalOf(use.library, lessonId)
      studying(enrollment)
      const { id } = enrollment
      const { completedAt, isNew } = await use.progress.complete(id, lessonId, use.clock.now())
      if (isNew) {
        await use.audit({ action: 'lesson.completed', subject: id, actor: learner, data: { lessonId } })
        await use.publish(LessonCompleted, { ...referenceTo(enrollment), lessonId, completedAt })
      }
      const progress = isNew ? await advanced(use, id, learner) : await use.progress.of(id)
      return { lessonId, completedAt, progress }
    })

// Of two last lessons completed at the same moment, the later waits here and sees the earlier: the course is
// completed exactly once.
async function advanced(use: Use, enrollmentId: string, learner: UserPrincipal): Promise<Progress> {
  const enrollment = own(await use.enrollments.lock(enrollmentId), learner)
  studying(enrollment)
  const progress = await use.progress.of(enrollmentId)
  if (enrollment.state !== 'active' || !isComplete(progress)) return progress
  const completedAt = use.clock.now()
  const { state } = await use.enrollments.save(after(enrollment, 'complete', completedAt))
  await use.audit({ action: 'course.completed', subject: enrollmentId, actor: learner })
  const { courseVersion } = enrollment
  await use.publish(CourseCompleted, {
    ...referenceTo(enrollment),
    courseVersion,
    completedAt: completedAt.toISOString(),
  })
  return { ...progress, state }
}
