import * as z from 'zod'
import { route } from '../route.js'

const count = z.int().min(0)

/** Counts over the whole platform, taken at one moment. */
export const EducationStats = z
  .object({
    courses: z.object({ draft: count, published: count, archived: count }),
    publishedVersions: count,
    enrollments: z.object({ active: count, completed: count, withdrawn: count }),
    learners: count.describe('Users with at least one active or completed enrollment.'),
    activeBySector: z
      .object({ primary: count, secondary: count, university: count })
      .describe("Active enrollments by the sector of the course's level."),
    completedLessons: count,
    countedAt: z.iso.datetime(),
  })
  .meta({ id: 'EducationStats' })
export type EducationStats = z.infer<typeof EducationStats>

/** Counts over the whole platform. */
export const stats = {
  get: route.get('/stats', {
    summary: 'Count courses, enrollments and completions',
    access: 'permission:stats:read',
    returns: EducationStats,
  }),
}
