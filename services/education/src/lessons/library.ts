import { type Course, type Lesson, LessonType } from '@azora/contracts/education'
import type { Prisma, PrismaClient } from '../generated/prisma/client.js'
import { DRAFT } from '../versions/version.js'

/** A lesson as somebody reads it, and whose it is. */
export interface Reading {
  lesson: Lesson
  course: Pick<Course, 'ownerId'>
}

/** Where lessons are read by their id alone: of any course, in the version that is right for the reader. */
export class Library {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** The lesson as its course's draft has it. */
  inDraft(id: string): Promise<Reading | null> {
    return this.#first({ id, version: { number: DRAFT } })
  }

  /** The lesson as the version has it that a learner is enrolled in and has not withdrawn from. */
  forLearner(id: string, learnerId: string): Promise<Reading | null> {
    const enrolled = { learnerId, state: { in: ['active', 'completed'] } }
    return this.#first({ id, version: { enrollments: { some: enrolled } } })
  }

  /** The ids of the lessons it takes to complete the course, in the version an enrollment is in. */
  async required(enrollmentId: string): Promise<string[]> {
    const where = { required: true, version: { enrollments: { some: { id: enrollmentId } } } }
    const lessons = await this.#client.lesson.findMany({ where, select: { id: true } })
    return lessons.map(({ id }) => id)
  }

  /** True if any published version has the lesson. */
  async isPublished(id: string): Promise<boolean> {
    const where = { id, version: { number: { not: DRAFT } } }
    return (await this.#client.lesson.findFirst({ where, select: { id: true } })) !== null
  }

  async #first(where: Prisma.LessonWhereInput): Promise<Reading | null> {
    const course = { select: { id: true, ownerId: true, version: true } }
    const row = await this.#client.lesson.findFirst({
      where,
      omit: { versionId: true, position: true },
      include: { version: { select: { course } } },
    })
    if (!row) return null
    const { version, ...lesson } = row
    const { id: courseId, ownerId, version: courseVersion } = version.course
    return {
      course: { ownerId },
      lesson: { ...lesson, type: LessonType.parse(lesson.type), courseId, version: courseVersion },
    }
  }
}
