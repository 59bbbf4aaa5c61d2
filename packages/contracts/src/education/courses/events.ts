import * as z from 'zod'
import { event } from '../../event.js'

export const CoursePublished = event('course.published', {
  summary: 'A version of a course was published',
  data: z.object({
    courseId: z.uuid(),
    ownerId: z.uuid().nullable(),
    number: z.int().min(1),
    title: z.string(),
    publishedAt: z.iso.datetime(),
  }),
  subject: data => data.courseId,
})

export const CourseArchived = event('course.archived', {
  summary: 'A course was closed to enrollments and changes',
  data: z.object({ courseId: z.uuid(), archivedAt: z.iso.datetime() }),
  subject: data => data.courseId,
})
