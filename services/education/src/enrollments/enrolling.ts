import {
  type Course,
  CourseEnrolled,
  type Enrollment,
  EnrollmentResumed,
  PrerequisitesMissing,
} from '@azora/contracts/education'
import { newId, type UserPrincipal } from '@azora/service-kit'
import { visible } from '../courses/access.js'
import type { Use } from '../use.js'
import { own } from './access.js'
import { after, enrolled, openVersion, referenceTo } from './enrollment.js'

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
      return resumed(use, present.id, learner)
    })

async function begun(use: Use, course: Course, learner: UserPrincipal): Promise<Enrollment> {
  const enrollment = enrolled(course, { id: newId(), learnerId: learner.id }, use.clock.now())
  const missing = await use.prerequisites.missing(course.id, learner.id)
  if (missing.length > 0) throw new PrerequisitesMissing(undefined, { extensions: { missing } })
  const stored = await use.enrollments.add(enrollment)
  if (stored.id !== enrollment.id) return stored
  await use.audit({ action: 'course.enrolled', subject: stored.id, actor: learner })
  const { courseVersion, enrolledAt } = stored
  await use.publish(CourseEnrolled, { ...referenceTo(stored), courseVersion, enrolledAt })
  return stored
}

async function resumed(use: Use, enrollmentId: string, learner: UserPrincipal): Promise<Enrollment> {
  const enrollment = own(await use.enrollments.lock(enrollmentId), learner)
  // Another call may have resumed it while this one waited.
  if (enrollment.state !== 'withdrawn') return enrollment
  await use.audit({ action: 'enrollment.resumed', subject: enrollmentId, actor: learner })
  const resumedAt = use.clock.now()
  await use.publish(EnrollmentResumed, { ...referenceTo(enrollment), resumedAt: resumedAt.toISOString() })
  return use.enrollments.save(after(enrollment, 'resume', resumedAt))
}
