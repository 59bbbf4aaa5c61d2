import type { DraftOrder } from '@azora/contracts/education'
import { newId } from '@azora/service-kit'
import type { PrismaClient } from '../generated/prisma/client.js'
import { DRAFT, type ModuleContent } from '../versions/version.js'
import type { DraftSize } from './draft.js'

/** Storage of drafts as a whole. The course is locked whenever its draft is changed. */
export class DraftRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** Creates the draft of a new course with all it contains. */
  async create(courseId: string, content: readonly ModuleContent[]): Promise<void> {
    const { id: versionId } = await this.#client.courseVersion.create({ data: { id: newId(), courseId } })
    const modules = content.map((module, position) => ({ ...module, id: newId(), position }))
    const lessons = modules.flatMap(module =>
      module.lessons.map((lesson, position) => ({ ...lesson, id: newId(), moduleId: module.id, position })),
    )
    await this.#client.module.createMany({
      data: modules.map(({ id, title, position }) => ({ versionId, id, title, position })),
    })
    await this.#client.lesson.createMany({ data: lessons.map(lesson => ({ versionId, ...lesson })) })
  }

  async size(courseId: string): Promise<DraftSize> {
    const where = inDraftOf(courseId)
    const modules = await this.#client.module.count({ where })
    const lessons = await this.#client.lesson.count({ where })
    return { modules, lessons }
  }

  /** Puts modules and lessons in the places of an order that names all of them. */
  async arrange(courseId: string, order: DraftOrder['modules']): Promise<void> {
    const versionId = await draftIdOf(this.#client, courseId)
    const modules = order.map(({ id }, position) => ({ id, position }))
    const lessons = order.flatMap(module =>
      module.lessons.map((id, position) => ({ id, module_id: module.id, position })),
    )
    await this.#client.$executeRaw`
      update module set position = place.position
      from jsonb_to_recordset(${JSON.stringify(modules)}::jsonb)
        as place (id uuid, position int)
      where version_id = ${versionId}::uuid and module.id = place.id`
    await this.#client.$executeRaw`
      update lesson set module_id = place.module_id, position = place.position
      from jsonb_to_recordset(${JSON.stringify(lessons)}::jsonb)
        as place (id uuid, module_id uuid, position int)
      where version_id = ${versionId}::uuid and lesson.id = place.id`
  }
}

/** The id of the version that is a course's draft. */
export async function draftIdOf(client: PrismaClient, courseId: string): Promise<string> {
  const { id } = await client.courseVersion.findFirstOrThrow({ where: { courseId, number: DRAFT } })
  return id
}

/** Only what belongs to the draft of a course. */
export const inDraftOf = (courseId: string) => ({ version: { courseId, number: DRAFT } })
