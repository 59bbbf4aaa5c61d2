import { type Course, type Enrollment, PrerequisitesMissing } from '@azora/contracts/education'
import { isUniqueViolation, newId, type UserPrincipal } from '@azora/service-kit'
import { visible } from '../courses/access.js'
import type { Use } from '../use.js'
import { own } from './access.js'
import { decided } from './deciding.js'
import { openVersion } from './enrollment.js'

/** The constraint by which a learner has one enrollment in a course. */
const ONE_EACH = 'enrollment_course_id_learner_id_key'

interface EnrollRequest {
  params: { courseId: string }
  principal: UserPrincipal
}

/**
 * Enrolls a learner in a course, once: however often and however many at a time they ask, all get the same
 * enrollment. One that was withdrawn resumes in the version it had, with the lessons completed before.
 */
export const enrolling =
  (use: Use) =>
  ({ params, principal: learner }: EnrollRequest): Promise<Enrollment> =>
    use.transaction(async () => {
      const course = visible(await use.courses.hold(params.courseId), learner)
      const present = await use.enrollments.in(course.id, learner.id)
      if (!present) return begun(use, course, learner)
      if (present.state !== 'withdrawn') return present
      openVersion(course)
      const resumed = { enrollmentId: present.id, learner, command: { do: 'resume' } } as const
      return own((await decided(use, resumed)).enrollment, learner)
    })

async function begun(use: Use, course: Course, learner: UserPrincipal): Promise<Enrollment> {
  openVersion(course)
  const missing = await use.prerequisites.missing(course.id, learner.id)
  if (missing.length > 0) throw new PrerequisitesMissing(undefined, { extensions: { missing } })
  try {
    return await use.transaction(() => entering(use, course, learner))
  } catch (error) {
    // Another call has enrolled them meanwhile; all of this one is undone.
    const first = isUniqueViolation(error, ONE_EACH) && (await use.enrollments.in(course.id, learner.id))
    if (first) return first
    throw error
  }
}

async function entering(use: Use, course: Course, learner: UserPrincipal): Promise<Enrollment> {
  const enrollmentId = newId()
  const command = { do: 'enroll', enrollmentId, course } as const
  const { enrollment } = await decided(use, { enrollmentId, learner, command })
  return own(enrollment, learner)
}
