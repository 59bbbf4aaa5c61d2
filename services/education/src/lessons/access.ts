import type { Problem } from '@azora/contracts'
import { LessonNotFound, NotEnrolled } from '@azora/contracts/education'
import type { LessonRepository } from './repository.js'

/** Why a lesson is not open to somebody: what was never published does not exist for them; the rest is for the enrolled. */
export async function refusalOf(lessons: LessonRepository, lessonId: string): Promise<Problem> {
  return (await lessons.isPublished(lessonId)) ? new NotEnrolled() : new LessonNotFound()
}
