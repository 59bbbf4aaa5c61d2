import * as z from 'zod'
import { ModuleOutline } from '../drafts/draft.js'
import { CourseDetails } from './course.js'

/** A published version in a list. */
export const CourseVersionSummary = z
  .object({
    courseId: z.uuid(),
    number: z.int().min(1).describe('1, 2, 3 … within the course.'),
    title: z.string(),
    lessonCount: z.int().min(1),
    publishedAt: z.iso.datetime(),
  })
  .meta({ id: 'CourseVersionSummary' })
export type CourseVersionSummary = z.infer<typeof CourseVersionSummary>

/** A course as it was published: it never changes. Its lessons' content is for those who are enrolled. */
export const CourseVersion = z
  .object({
    courseId: z.uuid(),
    number: z.int().min(1),
    ...CourseDetails.shape,
    modules: z.array(ModuleOutline),
    publishedAt: z.iso.datetime(),
  })
  .meta({ id: 'CourseVersion' })
export type CourseVersion = z.infer<typeof CourseVersion>
