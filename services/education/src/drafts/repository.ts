import {
  type DraftOrder,
  type LessonDetails,
  LessonType,
  type ModuleDetails,
} from '@azora/contracts/education'
import { newId } from '@azora/service-kit'
import type { PrismaClient } from '../generated/prisma/client.js'
import { DRAFT, type ModuleContent } from '../versions/repository.js'
import type { DraftSize } from './draft.js'

/** A module of a draft, as it is stored. */
export type StoredModule = ModuleDetails & { id: string }

/** A lesson of a draft, as it is stored. */
export type StoredLesson = LessonDetails & { id: string; moduleId: string }

/** Storage of what drafts contain. The course is locked whenever its draft is changed. */
export class DraftRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** Creates the draft of a new course with all it contains. */
  async create(courseId: string, content: readonly ModuleContent[]): Promise<void> {
    const { id: versionId } = await this.#client.courseVersion.create({ data: { id: newId(), courseId } })
    const modules = content.map((module, position) => ({ ...module, id: newId(), position }))
    await this.#client.module.createMany({
      data: modules.map(({ id, title, position }) => ({ versionId, id, title, position })),
    })
    await this.#client.lesson.createMany({
      data: modules.flatMap(({ id: moduleId, lessons }) =>
        lessons.map((lesson, position) => ({ ...lesson, versionId, id: newId(), moduleId, position })),
      ),
    })
  }

  async size(courseId: string): Promise<DraftSize> {
    const where = inDraftOf(courseId)
    const [modules, lessons] = [
      await this.#client.module.count({ where }),
      await this.#client.lesson.count({ where }),
    ]
    return { modules, lessons }
  }

  /** Appends a module. */
  async addModule(courseId: string, details: ModuleDetails): Promise<StoredModule> {
    const { _max } = await this.#client.module.aggregate({
      where: inDraftOf(courseId),
      _max: { position: true },
    })
    const { id, title } = await this.#client.module.create({
      data: {
        ...details,
        id: newId(),
        versionId: await this.#draftId(courseId),
        position: (_max.position ?? -1) + 1,
      },
    })
    return { id, title }
  }

  async findModule(courseId: string, id: string): Promise<StoredModule | null> {
    return this.#client.module.findFirst({
      where: { id, ...inDraftOf(courseId) },
      select: { id: true, title: true },
    })
  }

  async saveModule(courseId: string, { id, title }: StoredModule): Promise<void> {
    await this.#client.module.updateMany({ where: { id, ...inDraftOf(courseId) }, data: { title } })
  }

  /** Removes a module and its lessons. */
  async removeModule(courseId: string, id: string): Promise<void> {
    await this.#client.module.deleteMany({ where: { id, ...inDraftOf(courseId) } })
  }

  /** Appends a lesson to its module. */
  async addLesson(courseId: string, lesson: Omit<StoredLesson, 'id'>): Promise<StoredLesson> {
    const where = { moduleId: lesson.moduleId, ...inDraftOf(courseId) }
    const { _max } = await this.#client.lesson.aggregate({ where, _max: { position: true } })
    const stored = { ...lesson, id: newId() }
    await this.#client.lesson.create({
      data: { ...stored, versionId: await this.#draftId(courseId), position: (_max.position ?? -1) + 1 },
    })
    return stored
  }

  async findLesson(courseId: string, id: string): Promise<StoredLesson | null> {
    const row = await this.#client.lesson.findFirst({
      where: { id, ...inDraftOf(courseId) },
      omit: { versionId: true, position: true },
    })
    return row && { ...row, type: LessonType.parse(row.type) }
  }

  async saveLesson(courseId: string, { id, ...data }: StoredLesson): Promise<void> {
    await this.#client.lesson.updateMany({ where: { id, ...inDraftOf(courseId) }, data })
  }

  async removeLesson(courseId: string, id: string): Promise<void> {
    await this.#client.lesson.deleteMany({ where: { id, ...inDraftOf(courseId) } })
  }

  /** Puts modules and lessons in the places of an order that names all of them. */
  async arrange(courseId: string, order: DraftOrder['modules']): Promise<void> {
    const versionId = await this.#draftId(courseId)
    const places = order.flatMap(({ id: moduleId, lessons }) =>
      lessons.map((id, position) => ({ id, moduleId, position })),
    )
    await this.#client.$executeRaw`
      update module set position = place.position - 1
      from unnest(${order.map(({ id }) => id)}::uuid[]) with ordinality as place (id, position)
      where version_id = ${versionId}::uuid and module.id = place.id`
    await this.#client.$executeRaw`
      update lesson set module_id = place."moduleId", position = place.position
      from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as place (id uuid, "moduleId" uuid, position int)
      where version_id = ${versionId}::uuid and lesson.id = place.id`
  }

  async #draftId(courseId: string): Promise<string> {
    const { id } = await this.#client.courseVersion.findFirstOrThrow({ where: { courseId, number: DRAFT } })
    return id
  }
}

function inDraftOf(courseId: string) {
  return { version: { courseId, number: DRAFT } }
}
