import type { PrismaClient } from '../generated/prisma/client.js'
import type { Requirement } from './prerequisite.js'

/** Storage of which course requires which. */
export class PrerequisiteRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /**
   * Everything a course requires, directly or through others. Nobody else adds a requirement until the
   * transaction ends, or two that are harmless alone could close a cycle together.
   */
  async lockFrom(courseId: string): Promise<Requirement[]> {
    await this.#client.$queryRaw`select pg_advisory_xact_lock(hashtext('education.prerequisite'))::text`
    return this.#client.$queryRaw<Requirement[]>`
      with recursive known as (
        select course_id, required_id from prerequisite where course_id = ${courseId}::uuid
        union
        select next.course_id, next.required_id
        from prerequisite next join known on next.course_id = known.required_id
      )
      select course_id as "courseId", required_id as "requiredId" from known`
  }

  /** Makes a course require exactly these others. */
  async replace(courseId: string, requiredIds: readonly string[]): Promise<void> {
    await this.#client.prerequisite.deleteMany({ where: { courseId } })
    await this.#client.prerequisite.createMany({
      data: requiredIds.map(requiredId => ({ courseId, requiredId })),
    })
  }

  /** Which of these courses are in the catalog. */
  async published(courseIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.#client.course.findMany({
      where: { id: { in: [...courseIds] }, status: 'published' },
      select: { id: true },
    })
    return new Set(rows.map(({ id }) => id))
  }

  /** What a course requires and a learner has not completed, save what is archived: it takes nobody. */
  async missing(courseId: string, learnerId: string): Promise<string[]> {
    const rows = await this.#client.prerequisite.findMany({
      where: {
        courseId,
        required: { status: 'published', enrollments: { none: { learnerId, state: 'completed' } } },
      },
      select: { requiredId: true },
      orderBy: { requiredId: 'asc' },
    })
    return rows.map(({ requiredId }) => requiredId)
  }
}
