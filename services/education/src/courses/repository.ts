import type { Page, PageQuery } from '@azora/contracts'
import { type Course, CourseStatus } from '@azora/contracts/education'
import { keyset } from '@azora/service-kit'
import * as z from 'zod'
import type { PrismaClient, Course as Row } from '../generated/prisma/client.js'

const newestFirst = keyset('owned courses', z.object({ id: z.uuid() }))

/** Storage of courses: details, status, version. What they contain is stored with drafts and versions. */
export class CourseRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  async find(id: string): Promise<Course | null> {
    const row = await this.#client.course.findUnique({ where: { id }, include: withPrerequisites })
    return row && courseOf(row)
  }

  /** Finds a course to change it: others who would wait until the transaction ends. */
  async lock(id: string): Promise<Course | null> {
    await this.#client.$queryRaw`select from course where id = ${id}::uuid for no key update`
    return this.find(id)
  }

  /** Finds a course that must stay as it is until the transaction ends. */
  async hold(id: string): Promise<Course | null> {
    await this.#client.$queryRaw`select from course where id = ${id}::uuid for share`
    return this.find(id)
  }

  async add(course: Course): Promise<Course> {
    await this.#client.course.create({ data: rowOf(course) })
    return course
  }

  /** Writes a course that is locked. */
  async save(course: Course): Promise<Course> {
    const { id, ...data } = rowOf(course)
    await this.#client.course.update({ where: { id }, data })
    return course
  }

  /** An owner's courses, newest first. */
  async ownedBy(ownerId: string, { limit, cursor, status }: OwnedQuery): Promise<Page<Course>> {
    const before = newestFirst.read(cursor)
    const rows = await this.#client.course.findMany({
      where: { ownerId, ...(status && { status }), ...(before && { id: { lt: before.id } }) },
      orderBy: { id: 'desc' },
      take: limit + 1,
      include: withPrerequisites,
    })
    const page = newestFirst.page(rows, limit, ({ id }) => ({ id }))
    return { ...page, items: page.items.map(courseOf) }
  }
}

interface OwnedQuery extends PageQuery {
  status?: CourseStatus | undefined
}

/** What is read together with a course's own row: `include: withPrerequisites`. */
export const withPrerequisites = {
  requires: { select: { requiredId: true }, orderBy: { requiredId: 'asc' } },
} as const

/** The course in a row. */
export function courseOf({ requires, ...row }: Row & { requires: { requiredId: string }[] }): Course {
  return {
    ...row,
    status: CourseStatus.parse(row.status),
    prerequisites: requires.map(({ requiredId }) => requiredId),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }
}

/** Times as dates: of text Prisma makes no parameter, and compiles the query anew for each. */
function rowOf(course: Course): Row {
  const { prerequisites: _, ...row } = course
  const { createdAt, updatedAt, publishedAt, archivedAt } = row
  return {
    ...row,
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
    publishedAt: publishedAt === null ? null : new Date(publishedAt),
    archivedAt: archivedAt === null ? null : new Date(archivedAt),
  }
}
