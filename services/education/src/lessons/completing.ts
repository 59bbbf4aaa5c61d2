import type { Enrollment, LessonCompletion, Progress } from '@azora/contracts/education'
import type { UserPrincipal } from '@azora/service-kit'
import { after, studying } from '../enrollments/enrollment.js'
import { isComplete } from '../progress/progress.js'
import type { Use } from '../use.js'
import { refusalOf } from './access.js'

interface CompleteRequest {
  params: { lessonId: string }
  principal: UserPrincipal
}

/**
 * Completes a lesson for a learner, and with the last required one the course. The enrollment is locked: of
 * two lessons completed at the same moment the later sees the earlier, so a course is completed exactly once.
 */
export const completing =
  (use: Use) =>
  ({ params: { lessonId }, principal: actor }: CompleteRequest): Promise<LessonCompletion> =>
    use.transaction(async () => {
      const enrollment = await use.enrollments.lockWith(lessonId, actor.id)
      if (!enrollment) throw await refusalOf(use.library, lessonId)
      studying(enrollment)
      const { completedAt, isNew } = await use.progress.complete(enrollment.id, lessonId, use.clock.now())
      const record = { action: 'lesson.completed', subject: enrollment.id, actor, data: { lessonId } }
      if (isNew) await use.audit(record)
      return { lessonId, completedAt, progress: await completed(use, enrollment, actor) }
    })

async function completed(use: Use, enrollment: Enrollment, actor: UserPrincipal): Promise<Progress> {
  const progress = await use.progress.of(enrollment.id)
  if (enrollment.state !== 'active' || !isComplete(progress)) return progress
  const { state } = await use.enrollments.save(after(enrollment, 'complete', use.clock.now()))
  await use.audit({ action: 'course.completed', subject: enrollment.id, actor })
  return { ...progress, state }
}
