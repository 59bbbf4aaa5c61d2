import type { Page, PageQuery } from '@azora/contracts'
import { EnrollmentState, type LessonProgress, type Progress } from '@azora/contracts/education'
import { keyset } from '@azora/service-kit'
import * as z from 'zod'
import { Prisma, type PrismaClient } from '../generated/prisma/client.js'
import { percentOf } from './progress.js'

const newestFirst = keyset('progress', z.object({ id: z.uuid() }))

type Row = Omit<Progress, 'percent' | 'lastCompletedAt'> & { lastCompletedAt: Date | null }

/** What is counted from completed lessons. */
export class ProgressRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** How far the learner has come in one enrollment. */
  async of(enrollmentId: string): Promise<Progress> {
    const [row] = await this.#client.$queryRaw<[Row]>(
      countedWhere(Prisma.sql`enrollment.id = ${enrollmentId}::uuid`),
    )
    return progressOf(row)
  }

  /** A learner's progress in every course enrolled in and not withdrawn from, newest enrollment first. */
  async ofLearner(learnerId: string, { limit, cursor }: PageQuery): Promise<Page<Progress>> {
    const before = newestFirst.read(cursor)?.id ?? null
    const rows = await this.#client.$queryRaw<Row[]>`
      ${countedWhere(Prisma.sql`
        enrollment.learner_id = ${learnerId}::uuid and enrollment.state in ('active', 'completed')
        and (${before}::uuid is null or enrollment.id < ${before}::uuid)`)}
      order by enrollment.id desc limit ${limit + 1}`
    const page = newestFirst.page(rows, limit, ({ enrollmentId: id }) => ({ id }))
    return { ...page, items: page.items.map(progressOf) }
  }

  /** The lessons of the version enrolled in, in the order of the course. */
  async lessons(enrollmentId: string): Promise<LessonProgress[]> {
    const rows = await this.#client.$queryRaw<
      (Omit<LessonProgress, 'completedAt'> & { completedAt: Date | null })[]
    >`
      select lesson.id as "lessonId", lesson.title, lesson.required, completion.completed_at as "completedAt"
      from enrollment
      join module on module.version_id = enrollment.version_id
      join lesson on lesson.version_id = module.version_id and lesson.module_id = module.id
      left join completion on completion.enrollment_id = enrollment.id and completion.lesson_id = lesson.id
      where enrollment.id = ${enrollmentId}::uuid
      order by module.position, lesson.position`
    return rows.map(row => ({ ...row, completedAt: row.completedAt?.toISOString() ?? null }))
  }
}

// Only the version enrolled in is counted, so nothing that is published later can lower anybody's progress.
function countedWhere(condition: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select enrollment.id as "enrollmentId", enrollment.course_id as "courseId", course.title as "courseTitle",
      course_version.number as "courseVersion", enrollment.state,
      count(*) filter (where lesson.required)::int as "requiredLessons",
      count(completion.lesson_id) filter (where lesson.required)::int as "completedRequiredLessons",
      max(completion.completed_at) as "lastCompletedAt"
    from enrollment
    join course on course.id = enrollment.course_id
    join course_version on course_version.id = enrollment.version_id
    join lesson on lesson.version_id = enrollment.version_id
    left join completion on completion.enrollment_id = enrollment.id and completion.lesson_id = lesson.id
    where ${condition}
    group by enrollment.id, course.id, course_version.id`
}

function progressOf({ lastCompletedAt, ...row }: Row): Progress {
  const state = EnrollmentState.parse(row.state)
  return { ...row, state, percent: percentOf(row), lastCompletedAt: lastCompletedAt?.toISOString() ?? null }
}
