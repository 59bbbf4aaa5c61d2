import * as z from 'zod'
import { event } from '../../event.js'

/** Where an enrollment stands. `pending-payment` and `expired` belong to paid courses, which come later. */
export const EnrollmentState = z.enum(['pending-payment', 'active', 'completed', 'withdrawn', 'expired'])
export type EnrollmentState = z.infer<typeof EnrollmentState>

/** A learner's place in a course. There is at most one per learner and course, ever. */
export const Enrollment = z
  .object({
    id: z.uuid(),
    courseId: z.uuid(),
    learnerId: z.uuid(),
    courseVersion: z
      .int()
      .min(1)
      .describe('The published version the learner follows; publishing a newer one leaves it as it is.'),
    state: EnrollmentState,
    enrolledAt: z.iso.datetime(),
    completedAt: z.iso.datetime().nullable(),
    withdrawnAt: z.iso.datetime().nullable(),
    version: z.int().min(1),
  })
  .meta({ id: 'Enrollment' })
export type Enrollment = z.infer<typeof Enrollment>

const about = { enrollmentId: z.uuid(), courseId: z.uuid(), learnerId: z.uuid() }

export const CourseEnrolled = event('course.enrolled', {
  summary: 'A learner enrolled in a course',
  data: z.object({ ...about, courseVersion: z.int().min(1), enrolledAt: z.iso.datetime() }),
  subject: data => data.enrollmentId,
})

export const EnrollmentWithdrawn = event('enrollment.withdrawn', {
  summary: 'A learner withdrew from a course',
  data: z.object({ ...about, withdrawnAt: z.iso.datetime() }),
  subject: data => data.enrollmentId,
})

export const EnrollmentResumed = event('enrollment.resumed', {
  summary: 'A learner who had withdrawn from a course went on with it',
  data: z.object({ ...about, resumedAt: z.iso.datetime() }),
  subject: data => data.enrollmentId,
})

export const LessonCompleted = event('lesson.completed', {
  summary: 'A learner completed a lesson, for the first time',
  data: z.object({ ...about, lessonId: z.uuid(), completedAt: z.iso.datetime() }),
  subject: data => data.enrollmentId,
})

export const CourseCompleted = event('course.completed', {
  summary: 'A learner completed the last required lesson of a course',
  data: z.object({ ...about, courseVersion: z.int().min(1), completedAt: z.iso.datetime() }),
  subject: data => data.enrollmentId,
})
