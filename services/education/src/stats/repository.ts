import type { EducationStats } from '@azora/contracts/education'
import type { PrismaClient } from '../generated/prisma/client.js'

type Counts = Omit<EducationStats, 'countedAt'>

/** Counts over everything stored. */
export class StatsRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** Counts everything in one statement, and so at one moment. */
  async count(): Promise<Counts> {
    const [row] = await this.#client.$queryRaw<[{ counts: Counts }]>`
      select jsonb_build_object(
        'courses', (select jsonb_build_object(
            'draft', count(*) filter (where status = 'draft'),
            'published', count(*) filter (where status = 'published'),
            'archived', count(*) filter (where status = 'archived')) from course),
        'publishedVersions', (select count(*) from course_version where number is not null),
        'enrollments', (select jsonb_build_object(
            'active', count(*) filter (where state = 'active'),
            'completed', count(*) filter (where state = 'completed'),
            'withdrawn', count(*) filter (where state = 'withdrawn')) from enrollment),
        'learners', (select count(distinct learner_id)
          from enrollment where state in ('active', 'completed')),
        'activeBySector', (select jsonb_build_object(
            'primary', count(*) filter (where sector = 'primary'),
            'secondary', count(*) filter (where sector = 'secondary'),
            'university', count(*) filter (where sector = 'university'))
          from enrollment join course on course.id = course_id join level on level.id = level_id
          where state = 'active'),
        'completedLessons', (select count(*) from completion)
      ) as counts`
    return row.counts
  }
}
