import { problem } from '../problem.js'

// Kept free of zod: the SDK re-exports these very classes.

export const CourseNotFound = problem('course-not-found', 404, 'There is no such course')
export const CourseVersionNotFound = problem(
  'course-version-not-found',
  404,
  'The course has no such published version',
)
export const ModuleNotFound = problem('module-not-found', 404, 'The draft has no such module')
export const LessonNotFound = problem('lesson-not-found', 404, 'There is no such lesson')
export const LearnerNotFound = problem('learner-not-found', 404, 'There is no learner record of the account')
export const EnrollmentNotFound = problem('enrollment-not-found', 404, 'There is no such enrollment')

export const UnknownLevel = problem('unknown-level', 422, 'No framework defines that level')
export const UnknownPrerequisite = problem(
  'unknown-prerequisite',
  422,
  'A prerequisite is not a published course',
)
export const PrerequisiteCycle = problem(
  'prerequisite-cycle',
  409,
  'A course cannot require itself, directly or through others',
)
export const OutlineMismatch = problem(
  'outline-mismatch',
  422,
  'The order must name every module and lesson of the draft exactly once',
)
export const CourseTooLarge = problem('course-too-large', 409, 'The course would exceed its limits')

export const CourseNotEditable = problem('course-not-editable', 409, 'An archived course takes no changes')
/** `extensions.missing` lists what the draft still lacks. */
export const CourseIncomplete = problem('course-incomplete', 409, 'The draft is not ready to be published')
export const NothingToPublish = problem(
  'nothing-to-publish',
  409,
  'The draft has not changed since it was last published',
)

export const CourseNotOpen = problem('course-not-open', 409, 'The course does not take enrollments')
/** `extensions.missing` lists the ids of the courses to complete first. */
export const PrerequisitesMissing = problem(
  'prerequisites-missing',
  409,
  'The course requires other courses to be completed first',
)
export const NotEnrolled = problem('not-enrolled', 403, 'This is open to learners enrolled in the course')
/** `extensions.state` is the state it is in, `extensions.allowed` what can be done from there. */
export const InvalidTransition = problem('invalid-transition', 409, 'The current state does not allow that')
