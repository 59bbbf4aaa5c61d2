import type { DataOf } from '@azora/contracts'
import {
  type Course,
  type CourseEnrolled,
  CourseNotOpen,
  type Enrollment,
  type EnrollmentState,
  InvalidTransition,
} from '@azora/contracts/education'

type Action = 'withdraw' | 'resume' | 'complete'

/** Everything that can happen to an enrollment. Paying and expiring will be further rows. */
export const TRANSITIONS: readonly { name: Action; from: EnrollmentState; to: EnrollmentState }[] = [
  { name: 'withdraw', from: 'active', to: 'withdrawn' },
  { name: 'resume', from: 'withdrawn', to: 'active' },
  { name: 'complete', from: 'active', to: 'completed' },
]

/** A learner's new place in the version of a course that is published now. @throws CourseNotOpen */
export function enrolled(
  course: Course,
  { id, learnerId }: Pick<Enrollment, 'id' | 'learnerId'>,
  now: Date,
): Enrollment {
  const courseVersion = openVersion(course)
  return entered({
    enrollmentId: id,
    courseId: course.id,
    learnerId,
    courseVersion,
    enrolledAt: now.toISOString(),
  })
}

/** The place as it is at first. */
export function entered({ enrollmentId, ...place }: DataOf<typeof CourseEnrolled>): Enrollment {
  return { id: enrollmentId, ...place, state: 'active', completedAt: null, withdrawnAt: null, version: 1 }
}

/** What every event about an enrollment says of it. */
export function referenceTo({ id, courseId, learnerId }: Enrollment) {
  return { enrollmentId: id, courseId, learnerId }
}

/** The number of the version new learners get. @throws CourseNotOpen */
export function openVersion(course: Course): number {
  if (course.status !== 'published' || course.publishedVersion === null) throw new CourseNotOpen()
  return course.publishedVersion
}

/** The enrollment after an action. @throws InvalidTransition */
export function after(enrollment: Enrollment, action: Action, now: Date): Enrollment {
  const { state } = enrollment
  const transition = TRANSITIONS.find(({ name, from }) => name === action && from === state)
  if (!transition) throw refusal(`An enrollment that is ${state} cannot ${action}.`, state)
  return moved(enrollment, transition.to, now.toISOString())
}

/** The enrollment in another state since a moment. */
export function moved(enrollment: Enrollment, state: EnrollmentState, at: string): Enrollment {
  return {
    ...enrollment,
    state,
    completedAt: state === 'completed' ? at : null,
    withdrawnAt: state === 'withdrawn' ? at : null,
    version: enrollment.version + 1,
  }
}

/**
 * Refuses work on lessons unless the learner is enrolled still, or has completed the course.
 * @throws InvalidTransition
 */
export function studying({ state }: Enrollment): void {
  if (state === 'active' || state === 'completed') return
  throw refusal(`Lessons cannot be completed while the enrollment is ${state}.`, state)
}

function refusal(detail: string, state: EnrollmentState) {
  const allowed = TRANSITIONS.filter(({ from }) => from === state).map(({ name }) => name)
  return new InvalidTransition(detail, { extensions: { state, allowed } })
}
