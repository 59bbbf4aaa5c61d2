import * as z from 'zod'
import { PageQuery, page } from '../../page.js'
import { route } from '../../route.js'
import { line } from '../../text.js'
import { FrameworkCode, LevelId } from '../levels/level.js'
import {
  CourseIncomplete,
  CourseNotEditable,
  CourseNotFound,
  CourseTooLarge,
  CourseVersionNotFound,
  NothingToPublish,
  PrerequisiteCycle,
  UnknownLevel,
  UnknownPrerequisite,
} from '../problems.js'
import { Course, CourseDetails, CourseStatus, NewCourse } from './course.js'
import { CourseDocument, MAX_DOCUMENT_BYTES } from './document.js'
import { CourseVersion, CourseVersionSummary } from './version.js'

/** Courses as a whole. */
export const courses = {
  list: route.get('/courses', {
    summary: 'Search the catalog of published courses',
    intent: { phrases: ['search the catalog', 'search the catalog for {q}', 'find courses about {q}'] },
    description: 'With `q` the best matches come first, otherwise the most recently published.',
    access: 'public',
    query: PageQuery.extend({
      q: line(200)
        .optional()
        .describe('Words, "phrases", -exclusions; looked for in title, description, modules and lessons.'),
      framework: FrameworkCode.optional(),
      level: LevelId.optional(),
      language: CourseDetails.shape.language.optional(),
      ownerId: z.uuid().optional(),
    }),
    returns: page(Course),
  }),
  mine: route.get('/me/courses', {
    summary: 'List the courses you own, drafts included',
    intent: { phrases: ['list my courses', 'which courses do I own'] },
    access: 'user',
    query: PageQuery.extend({ status: CourseStatus.optional() }),
    returns: page(Course),
  }),
  create: route.post('/courses', {
    summary: 'Create a course as a draft of your own',
    intent: { phrases: ['create a course called {title} at level {level}'] },
    access: 'permission:course:create',
    body: NewCourse,
    returns: Course,
    status: 201,
    problems: [UnknownLevel],
  }),
  get: route.get('/courses/{courseId}', {
    summary: 'Get a course',
    intent: { phrases: ['show course {courseId}', 'show me course {courseId}'] },
    description: 'A course that was never published exists only for those who may edit it.',
    access: 'public',
    returns: Course,
    etag: true,
    problems: [CourseNotFound],
  }),
  update: route.patch('/courses/{courseId}', {
    summary: 'Change the details of a course',
    access: 'permission:course:edit',
    body: CourseDetails.partial(),
    returns: Course,
    ifMatch: 'required',
    problems: [CourseNotFound, CourseNotEditable, UnknownLevel],
  }),
  publish: route.post('/courses/{courseId}/publish', {
    summary: 'Publish the draft as a new version',
    intent: { phrases: ['publish course {courseId}', 'publish the draft of course {courseId}'] },
    description: 'Learners who are enrolled keep the version they enrolled in.',
    access: 'permission:course:edit',
    returns: Course,
    ifMatch: 'accepted',
    problems: [CourseNotFound, CourseNotEditable, CourseIncomplete, NothingToPublish],
  }),
  archive: route.post('/courses/{courseId}/archive', {
    summary: 'Close a course to enrollments and changes',
    intent: { phrases: ['archive course {courseId}', 'close course {courseId}'] },
    description: 'Learners who are enrolled keep their access and can complete it.',
    access: 'permission:course:edit',
    returns: Course,
    ifMatch: 'accepted',
    problems: [CourseNotFound, CourseNotEditable],
  }),
  import: route.post('/courses/import', {
    summary: 'Create a course from a document, all of it or nothing',
    access: 'permission:course:create',
    body: CourseDocument,
    returns: Course,
    status: 201,
    maxBodyBytes: MAX_DOCUMENT_BYTES,
    problems: [UnknownLevel, UnknownPrerequisite, CourseTooLarge],
  }),
  export: route.get('/courses/{courseId}/export', {
    summary: 'Export the draft, or a published version, as a document',
    access: 'permission:course:edit',
    query: z.object({
      number: z.int().min(1).max(1_000_000).optional().describe('A published version. Default: the draft.'),
    }),
    returns: CourseDocument,
    problems: [CourseNotFound, CourseVersionNotFound],
  }),
}

/** What was published, as it was. */
export const versions = {
  list: route.get('/courses/{courseId}/versions', {
    summary: 'List the published versions of a course, newest first',
    access: 'public',
    query: PageQuery,
    returns: page(CourseVersionSummary),
    problems: [CourseNotFound],
  }),
  get: route.get('/courses/{courseId}/versions/{number}', {
    summary: 'Get a published version of a course',
    access: 'public',
    params: z.object({ courseId: z.uuid(), number: z.int().min(1).max(1_000_000) }),
    returns: CourseVersion,
    problems: [CourseNotFound, CourseVersionNotFound],
  }),
}

/** What must be completed before. */
export const prerequisites = {
  add: route.put('/courses/{courseId}/prerequisites/{requiredCourseId}', {
    summary: 'Require another course to be completed first',
    access: 'permission:course:edit',
    returns: Course,
    ifMatch: 'accepted',
    problems: [CourseNotFound, CourseNotEditable, UnknownPrerequisite, PrerequisiteCycle, CourseTooLarge],
  }),
  remove: route.delete('/courses/{courseId}/prerequisites/{requiredCourseId}', {
    summary: 'No longer require another course',
    access: 'permission:course:edit',
    returns: Course,
    ifMatch: 'accepted',
    problems: [CourseNotFound, CourseNotEditable],
  }),
}
