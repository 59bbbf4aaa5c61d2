import type { Learner } from '@azora/contracts/education'
import type { PrismaClient } from '../generated/prisma/client.js'

/** Storage of learners. */
export class LearnerRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** The learner, unless their account is deleted. */
  async find(id: string): Promise<Learner | null> {
    const row = await this.#client.learner.findUnique({ where: { id, leftAt: null } })
    return row && { id, registeredAt: row.registeredAt.toISOString() }
  }

  /** Adds a learner, unless they are there, or have left before they were. */
  async add({ id, registeredAt }: Learner): Promise<void> {
    await this.#client.learner.createMany({
      data: [{ id, registeredAt: new Date(registeredAt) }],
      skipDuplicates: true,
    })
  }

  /** The learner is gone for good, also if whoever adds them comes later. */
  async left(id: string, leftAt: string): Promise<void> {
    const at = new Date(leftAt)
    await this.#client.learner.upsert({
      where: { id },
      create: { id, registeredAt: at, leftAt: at },
      update: { leftAt: at },
    })
  }
}
