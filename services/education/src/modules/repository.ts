import type { ModuleDetails } from '@azora/contracts/education'
import { newId } from '@azora/service-kit'
import { draftIdOf, inDraftOf } from '../drafts/repository.js'
import type { PrismaClient } from '../generated/prisma/client.js'

/** A module as it is stored, without its lessons. */
export type StoredModule = ModuleDetails & { id: string }

/** Storage of the modules of drafts. The course is locked whenever they change. */
export class ModuleRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  async find(courseId: string, id: string): Promise<StoredModule | null> {
    const select = { id: true, title: true }
    return this.#client.module.findFirst({ where: { id, ...inDraftOf(courseId) }, select })
  }

  /** Appends a module. */
  async add(courseId: string, details: ModuleDetails): Promise<StoredModule> {
    const { _max } = await this.#client.module.aggregate({
      where: inDraftOf(courseId),
      _max: { position: true },
    })
    const module = { ...details, id: newId() }
    const position = (_max.position ?? -1) + 1
    const versionId = await draftIdOf(this.#client, courseId)
    await this.#client.module.create({ data: { ...module, versionId, position } })
    return module
  }

  async save(courseId: string, { id, ...data }: StoredModule): Promise<void> {
    await this.#client.module.updateMany({ where: { id, ...inDraftOf(courseId) }, data })
  }

  /** Removes a module and its lessons. */
  async remove(courseId: string, id: string): Promise<void> {
    await this.#client.module.deleteMany({ where: { id, ...inDraftOf(courseId) } })
  }
}
