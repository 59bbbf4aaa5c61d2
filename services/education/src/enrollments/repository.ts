import type { Page, PageQuery } from '@azora/contracts'
import { type Enrollment, EnrollmentState } from '@azora/contracts/education'
import { keyset } from '@azora/service-kit'
import * as z from 'zod'
import type { PrismaClient, Enrollment as Row } from '../generated/prisma/client.js'

interface EnrollmentQuery extends PageQuery {
  state?: EnrollmentState | undefined
}

const newestFirst = keyset('enrollments', z.object({ id: z.uuid() }))

/** Reads enrollments, as their history has made them. */
export class EnrollmentRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  async find(id: string): Promise<Enrollment | null> {
    const row = await this.#client.enrollment.findUnique({ where: { id }, include: withNumber })
    return row && enrollmentOf(row)
  }

  /** A learner's enrollment in a course. */
  async in(courseId: string, learnerId: string): Promise<Enrollment | null> {
    const where = { courseId_learnerId: { courseId, learnerId } }
    const row = await this.#client.enrollment.findUnique({ where, include: withNumber })
    return row && enrollmentOf(row)
  }

  /** A learner's enrollment in the version that has a lesson. */
  async having(lessonId: string, learnerId: string): Promise<Enrollment | null> {
    const where = { learnerId, courseVersion: { lessons: { some: { id: lessonId } } } }
    const row = await this.#client.enrollment.findFirst({ where, include: withNumber })
    return row && enrollmentOf(row)
  }

  /** A learner's enrollments, newest first. */
  async of(learnerId: string, { limit, cursor, state }: EnrollmentQuery): Promise<Page<Enrollment>> {
    const before = newestFirst.read(cursor)
    const rows = await this.#client.enrollment.findMany({
      where: { learnerId, ...(state && { state }), ...(before && { id: { lt: before.id } }) },
      orderBy: { id: 'desc' },
      take: limit + 1,
      include: withNumber,
    })
    const page = newestFirst.page(rows, limit, ({ id }) => ({ id }))
    return { ...page, items: page.items.map(enrollmentOf) }
  }
}

const withNumber = { courseVersion: { select: { number: true } } } as const

function enrollmentOf(joined: Row & { courseVersion: { number: number | null } }): Enrollment {
  const { courseVersion, versionId: _, ...row } = joined
  return {
    ...row,
    // Enrollments are made in published versions only, and those have numbers.
    courseVersion: courseVersion.number ?? 0,
    state: EnrollmentState.parse(row.state),
    enrolledAt: row.enrolledAt.toISOString(),
    completedAt: row.completedAt?.toISOString() ?? null,
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  }
}
