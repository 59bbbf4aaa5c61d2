import type { Course, CourseVersion } from '@azora/contracts/education'
import type { Somebody } from './people.js'

/** A small document: two modules, three required lessons and an optional one. */
export const SYLLABUS = {
  title: 'Proofs',
  level: 'ZA-NQF/7',
  modules: [
    { title: 'Basics', lessons: [{ title: 'Logic' }, { title: 'Induction' }] },
    { title: 'Practice', lessons: [{ title: 'Exercises' }, { title: 'Reading list', required: false }] },
  ],
}

/** The ids in the path of a course. */
export const at = ({ id: courseId }: { id: string }) => ({ params: { courseId } })

/** A course of the author's own, imported. */
export const aDraft = (author: Somebody, changes = {}): Promise<Course> =>
  author.courses.import({ body: { ...SYLLABUS, ...changes } })

/** A course of the author's own, published. */
export const aPublishedCourse = async (author: Somebody, changes = {}): Promise<Course> =>
  author.courses.publish(at(await aDraft(author, changes)))

/** The lessons of a published version, in order. */
export async function lessonsOf(reader: Pick<Somebody, 'versions'>, { id: courseId }: Course, number = 1) {
  const version: CourseVersion = await reader.versions.get({ params: { courseId, number } })
  return version.modules.flatMap(module => module.lessons)
}

/** Completes lessons one after the other. */
export async function complete(learner: Somebody, lessons: readonly { id: string }[]): Promise<void> {
  for (const { id: lessonId } of lessons) await learner.lessons.complete({ params: { lessonId } })
}

/** Runs the same thing many times at once, and tells how each time ended. */
export async function atOnce<Result>(times: number, run: () => PromiseLike<Result>) {
  const outcomes = await Promise.allSettled(Array.from({ length: times }, run))
  return {
    kept: outcomes.flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : [])),
    refused: outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason as unknown] : [])),
  }
}
