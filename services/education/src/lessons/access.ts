import type { Problem } from '@azora/contracts'
import { LessonNotFound, NotEnrolled } from '@azora/contracts/education'
import type { Library } from './library.js'

/** Why a lesson is not open to somebody: it was never published, or they are not enrolled. */
export async function refusalOf(library: Library, lessonId: string): Promise<Problem> {
  return (await library.isPublished(lessonId)) ? new NotEnrolled() : new LessonNotFound()
}
