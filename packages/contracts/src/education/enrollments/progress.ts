import * as z from 'zod'
import { EnrollmentState } from './enrollment.js'

/** How far a learner has come, counted from the required lessons of the version enrolled in, never stored. */
export const Progress = z
  .object({
    enrollmentId: z.uuid(),
    courseId: z.uuid(),
    courseTitle: z.string(),
    courseVersion: z.int().min(1),
    state: EnrollmentState,
    requiredLessons: z.int().min(1),
    completedRequiredLessons: z.int().min(0),
    percent: z
      .int()
      .min(0)
      .max(100)
      .describe('Of the required lessons, rounded down: 100 means all of them.'),
    lastCompletedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Progress' })
export type Progress = z.infer<typeof Progress>

/** A lesson of the version enrolled in, and when the learner completed it. */
export const LessonProgress = z
  .object({
    lessonId: z.uuid(),
    title: z.string(),
    required: z.boolean(),
    completedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'LessonProgress' })
export type LessonProgress = z.infer<typeof LessonProgress>

/** Progress with every lesson, in the order of the course. */
export const ProgressDetail = z
  .object({ ...Progress.shape, lessons: z.array(LessonProgress) })
  .meta({ id: 'ProgressDetail' })
export type ProgressDetail = z.infer<typeof ProgressDetail>

/** A completed lesson, and where the learner now stands. */
export const LessonCompletion = z
  .object({ lessonId: z.uuid(), completedAt: z.iso.datetime(), progress: Progress })
  .meta({ id: 'LessonCompletion' })
export type LessonCompletion = z.infer<typeof LessonCompletion>
