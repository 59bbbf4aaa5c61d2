import { type LessonDetails, LessonType } from '@azora/contracts/education'
import { newId } from '@azora/service-kit'
import { draftIdOf, inDraftOf } from '../drafts/repository.js'
import type { PrismaClient } from '../generated/prisma/client.js'

/** A lesson as it is stored. */
export type StoredLesson = LessonDetails & { id: string; moduleId: string }

/** Storage of the lessons of drafts. The course is locked whenever they change. */
export class LessonRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  async find(courseId: string, id: string): Promise<StoredLesson | null> {
    const row = await this.#client.lesson.findFirst({
      where: { id, ...inDraftOf(courseId) },
      omit: { versionId: true, position: true },
    })
    return row && { ...row, type: LessonType.parse(row.type) }
  }

  /** Appends a lesson to its module. */
  async add(courseId: string, details: Omit<StoredLesson, 'id'>): Promise<StoredLesson> {
    const { _max } = await this.#client.lesson.aggregate({
      where: { moduleId: details.moduleId, ...inDraftOf(courseId) },
      _max: { position: true },
    })
    const lesson = { ...details, id: newId() }
    const position = (_max.position ?? -1) + 1
    const versionId = await draftIdOf(this.#client, courseId)
    await this.#client.lesson.create({ data: { ...lesson, versionId, position } })
    return lesson
  }

  async save(courseId: string, { id, ...data }: StoredLesson): Promise<void> {
    await this.#client.lesson.updateMany({ where: { id, ...inDraftOf(courseId) }, data })
  }

  async remove(courseId: string, id: string): Promise<void> {
    await this.#client.lesson.deleteMany({ where: { id, ...inDraftOf(courseId) } })
  }
}
