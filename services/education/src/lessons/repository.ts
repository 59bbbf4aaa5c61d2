import { type Course, type Lesson, LessonType } from '@azora/contracts/education'
import type { Prisma, PrismaClient } from '../generated/prisma/client.js'
import { DRAFT } from '../versions/repository.js'

/** A lesson as somebody reads it, with who may edit its course. */
export type ReadLesson = { lesson: Lesson; course: Pick<Course, 'ownerId'> }

/** Storage of lessons as they are read, by their id alone. */
export class LessonRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** The lesson as its course's draft has it. */
  inDraft(id: string): Promise<ReadLesson | null> {
    return this.#first({ id, version: { number: DRAFT } })
  }

  /** The lesson as the version has it that a learner is enrolled in and has not withdrawn from. */
  forLearner(id: string, learnerId: string): Promise<ReadLesson | null> {
    return this.#first({
      id,
      version: { enrollments: { some: { learnerId, state: { in: ['active', 'completed'] } } } },
    })
  }

  /** True if any published version has the lesson. */
  async isPublished(id: string): Promise<boolean> {
    const where = { id, version: { number: { not: DRAFT } } }
    return (await this.#client.lesson.findFirst({ where, select: { id: true } })) !== null
  }

  async #first(where: Prisma.LessonWhereInput): Promise<ReadLesson | null> {
    const course = { select: { id: true, ownerId: true, version: true } }
    const row = await this.#client.lesson.findFirst({
      where,
      omit: { versionId: true, position: true },
      include: { version: { select: { course } } },
    })
    if (!row) return null
    const { version, ...lesson } = row
    return {
      course: version.course,
      lesson: {
        ...lesson,
        type: LessonType.parse(lesson.type),
        courseId: version.course.id,
        version: version.course.version,
      },
    }
  }
}
