import {
  type Course,
  type CourseDetails,
  CourseIncomplete,
  CourseNotEditable,
  type CourseStatus,
  type ModuleOutline,
  NothingToPublish,
} from '@azora/contracts/education'

type Action = 'edit' | 'publish' | 'archive'

/** What can be done with a course in each status, and the status that leads to. */
export const LIFECYCLE: Record<CourseStatus, Partial<Record<Action, CourseStatus>>> = {
  draft: { edit: 'draft', publish: 'published', archive: 'archived' },
  published: { edit: 'published', publish: 'published', archive: 'archived' },
  archived: {},
}

/** What an author says about a course, and no more. */
export function detailsOf({ title, description, level, language, credits }: CourseDetails): CourseDetails {
  return { title, description, level, language, credits }
}

/** A new course: a draft, with nothing published. */
export function draftCourse(
  course: CourseDetails & Pick<Course, 'id' | 'ownerId' | 'prerequisites'>,
  now: Date,
): Course {
  return {
    ...course,
    status: 'draft',
    publishedVersion: null,
    hasUnpublishedChanges: true,
    version: 1,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    publishedAt: null,
    archivedAt: null,
  }
}

/** The course after a change to its details or to its draft. @throws CourseNotEditable */
export function edited(course: Course, now: Date, changes: Partial<CourseDetails> = {}): Course {
  return { ...changed(course, 'edit', now), ...changes, hasUnpublishedChanges: true }
}

/**
 * The course with other prerequisites, which hold at once, without being published.
 * @throws CourseNotEditable
 */
export function requiring(course: Course, prerequisites: string[], now: Date): Course {
  return { ...changed(course, 'edit', now), prerequisites }
}

/**
 * The course once its draft, with these modules, is published as the next version.
 * @throws CourseNotEditable, NothingToPublish, CourseIncomplete
 */
export function published(course: Course, modules: readonly ModuleOutline[], now: Date): Course {
  const next = changed(course, 'publish', now)
  if (!course.hasUnpublishedChanges) throw new NothingToPublish()
  const missing = lacks(modules)
  if (missing.length > 0) throw new CourseIncomplete(missing.join(' '), { extensions: { missing } })
  return {
    ...next,
    publishedVersion: (course.publishedVersion ?? 0) + 1,
    publishedAt: next.updatedAt,
    hasUnpublishedChanges: false,
  }
}

/** What is told of a course that has just been published. */
export function publicationOf({ id, ownerId, publishedVersion, title }: Course, now: Date) {
  return { courseId: id, ownerId, number: publishedVersion ?? 1, title, publishedAt: now.toISOString() }
}

/** The course once it takes no more enrollments and changes. @throws CourseNotEditable */
export function archived(course: Course, now: Date): Course {
  const next = changed(course, 'archive', now)
  return { ...next, archivedAt: next.updatedAt }
}

/** What a draft still needs before it can be published, in sentences; empty when it is ready. */
export function lacks(modules: readonly ModuleOutline[]): string[] {
  const lessons = modules.flatMap(module => module.lessons)
  if (lessons.length === 0) return ['It has no lesson.']
  const hollow = modules.filter(module => module.lessons.length === 0)
  return [
    ...hollow.map(module => `The module "${module.title}" has no lesson.`),
    // Progress counts required lessons: without one, a course could never be completed.
    ...(lessons.some(lesson => lesson.required) ? [] : ['It has no required lesson.']),
  ]
}

function changed(course: Course, action: Action, now: Date): Course {
  const status = LIFECYCLE[course.status][action]
  if (!status) throw new CourseNotEditable()
  return { ...course, status, version: course.version + 1, updatedAt: now.toISOString() }
}
