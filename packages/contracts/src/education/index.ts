import { contract } from '../contract.js'
import { CourseArchived, CoursePublished } from './courses/events.js'
import { courses, prerequisites, versions } from './courses/routes.js'
import { drafts, lessons, modules } from './drafts/routes.js'
import {
  CourseCompleted,
  CourseEnrolled,
  EnrollmentResumed,
  EnrollmentWithdrawn,
  LessonCompleted,
} from './enrollments/enrollment.js'
import { enrollments, progress } from './enrollments/routes.js'
import { learners } from './learners/routes.js'
import { levels } from './levels/routes.js'
import { stats } from './stats.js'

export { COURSE_LIMITS, Course, CourseDetails, CourseStatus, NewCourse } from './courses/course.js'
export { CourseDocument, MAX_DOCUMENT_BYTES } from './courses/document.js'
export { CourseArchived, CoursePublished } from './courses/events.js'
export { CourseVersion, CourseVersionSummary } from './courses/version.js'
export {
  Draft,
  DraftOrder,
  Lesson,
  LessonDetails,
  LessonOutline,
  LessonType,
  Module,
  ModuleDetails,
  ModuleOutline,
  NewLesson,
} from './drafts/draft.js'
export {
  CourseCompleted,
  CourseEnrolled,
  Enrollment,
  EnrollmentResumed,
  EnrollmentState,
  EnrollmentWithdrawn,
  LessonCompleted,
} from './enrollments/enrollment.js'
export { LessonCompletion, LessonProgress, Progress, ProgressDetail } from './enrollments/progress.js'
export { Learner } from './learners/learner.js'
export { FrameworkCode, Level, LevelId, Qualification } from './levels/level.js'
export * from './problems.js'
export { EducationStats } from './stats.js'

/** Learning: levels, courses with immutable published versions, enrollments, progress. */
export const education = contract('education', {
  title: 'Education',
  description: 'Levels, courses with immutable published versions, enrollments and derived progress.',
  routes: {
    levels,
    courses,
    versions,
    prerequisites,
    drafts,
    modules,
    lessons,
    learners,
    enrollments,
    progress,
    stats,
  },
  events: {
    CoursePublished,
    CourseArchived,
    CourseEnrolled,
    EnrollmentWithdrawn,
    EnrollmentResumed,
    LessonCompleted,
    CourseCompleted,
  },
})
