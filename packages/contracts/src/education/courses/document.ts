import * as z from 'zod'
import { ModuleDetails, NewLesson } from '../drafts/draft.js'
import { COURSE_LIMITS, NewCourse } from './course.js'

/** Largest course document taken, in bytes of JSON. */
export const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024

/**
 * A whole course as one document: the format in which a syllabus is written in files, imported and exported.
 * It has no ids but those of prerequisites, so what is exported here can be imported elsewhere.
 */
export const CourseDocument = NewCourse.extend({
  modules: z
    .array(
      ModuleDetails.extend({
        lessons: z.array(NewLesson).max(COURSE_LIMITS.lessons).default([]),
      }),
    )
    .max(COURSE_LIMITS.modules)
    .default([]),
  prerequisites: z
    .array(z.uuid())
    .max(COURSE_LIMITS.prerequisites)
    .default([])
    .describe('Published courses to be completed first.'),
}).meta({ id: 'CourseDocument' })
export type CourseDocument = z.output<typeof CourseDocument>
