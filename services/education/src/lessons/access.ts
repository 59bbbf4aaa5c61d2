import type { Problem } from '@azora/contracts'
import { LessonNotFound, NotEnrolled } from '@azora/contracts/education'
import type { Library } from './library.js'

/** Why a lesson is not open to somebody: what was never published does not exist for them; the rest is for the enrolled. */
export async function refusalOf(library: Library, lessonId: string): Promise<Problem> {
  return (await library.isPublished(lessonId)) ? new NotEnrolled() : new LessonNotFound()
}
