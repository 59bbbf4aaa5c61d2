import * as z from 'zod'
import { line, markdown } from '../../text.js'
import { LevelId } from '../levels/level.js'

/** A course has at most this many modules, lessons in all, and prerequisites. */
export const COURSE_LIMITS = { modules: 100, lessons: 500, prerequisites: 20 } as const

/** What an author says about a course as a whole. */
export const CourseDetails = z.strictObject({
  title: line(200),
  description: markdown(10_000).describe('Markdown. Renderers sanitize.'),
  level: LevelId,
  language: z
    .string()
    .max(35)
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag such as en or zu-ZA')
    .describe('BCP 47: `en`, `af`, `zu-ZA`.'),
  credits: z
    .int()
    .min(1)
    .max(480)
    .nullable()
    .describe('What it counts for, where its framework knows credits; one is ten notional hours.'),
})
export type CourseDetails = z.infer<typeof CourseDetails>

/** The details of a new course: what an author may leave out has a default. */
export const NewCourse = CourseDetails.extend({
  description: CourseDetails.shape.description.default(''),
  language: CourseDetails.shape.language.default('en'),
  credits: CourseDetails.shape.credits.default(null),
})

/** `draft`: never published. `published`: in the catalog. `archived`: takes no enrollments and no changes. */
export const CourseStatus = z.enum(['draft', 'published', 'archived'])
export type CourseStatus = z.infer<typeof CourseStatus>

/** A course. Its details and prerequisites hold at once, its modules and lessons once they are published. */
export const Course = z
  .object({
    id: z.uuid(),
    ownerId: z
      .uuid()
      .nullable()
      .describe("The user who may edit it; null for a course of the platform's own."),
    ...CourseDetails.shape,
    status: CourseStatus,
    prerequisites: z
      .array(z.uuid())
      .describe('Courses a learner must have completed before enrolling; those archived since do not count.'),
    publishedVersion: z.int().min(1).nullable().describe('What new learners get; null while unpublished.'),
    hasUnpublishedChanges: z.boolean(),
    version: z
      .int()
      .min(1)
      .describe('Rises with every change to the course or its draft; what If-Match names.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    publishedAt: z.iso.datetime().nullable().describe('When `publishedVersion` was published.'),
    archivedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Course' })
export type Course = z.infer<typeof Course>
