import { type Course, type CourseDocument, CourseVersionNotFound } from '@azora/contracts/education'
import type { VersionRepository } from '../versions/repository.js'
import { DRAFT, type VersionRef } from '../versions/version.js'
import { detailsOf } from './course.js'

/**
 * A course as a document: its draft, or one of its published versions as it was.
 * @throws CourseVersionNotFound
 */
export async function exported(
  versions: VersionRepository,
  course: Course,
  number: VersionRef['number'],
): Promise<CourseDocument> {
  const courseId = course.id
  const version = number === DRAFT ? course : await versions.find({ courseId, number })
  if (!version) throw new CourseVersionNotFound()
  const modules = await versions.content({ courseId, number })
  return { ...detailsOf(version), modules, prerequisites: course.prerequisites }
}
