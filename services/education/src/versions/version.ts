import type { CourseDetails, LessonDetails, ModuleDetails } from '@azora/contracts/education'

/** In the place of a number: the version that is not published yet. */
export const DRAFT = null

/** Names a version of a course: a published one by its number, or the draft. */
export interface VersionRef {
  courseId: string
  number: number | typeof DRAFT
}

/** Names the draft of a course. */
export const draftOf = ({ id }: { id: string }): VersionRef => ({ courseId: id, number: DRAFT })

/** What was published, without its modules. */
export type PublishedVersion = CourseDetails & { courseId: string; number: number; publishedAt: string }

/** A module as its author wrote it, the lessons with their content. */
export type ModuleContent = ModuleDetails & { lessons: LessonDetails[] }
