import type { LessonCompletion } from '@azora/contracts/education'
import type { UserPrincipal } from '@azora/service-kit'
import { decided } from '../enrollments/deciding.js'
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
      const { id: enrollmentId } = enrollment
      const required = await use.library.required(enrollmentId)
      const command = { do: 'complete-lesson', lessonId, required } as const
      const { completed } = await decided(use, { enrollmentId, learner, command })
      // The history has it, whoever of those who asked at the same moment was first.
      return {
        lessonId,
        completedAt: completed[lessonId] ?? '',
        progress: await use.progress.of(enrollmentId),
      }
    })
