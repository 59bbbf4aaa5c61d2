import type { ContractSnapshot } from '@azora/contracts/compatibility'
import type { Prisma, PrismaClient } from '../generated/prisma/client.js'
import type { DeclaredSchema } from './published.js'

/** A schema as it was first published. */
export interface PublishedSchema extends DeclaredSchema {
  publishedAt: Date
}

/** Published schemas, written once. */
export class SchemaRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** Publishes what is not published yet; what is stays as it is. */
  async publish(schemas: readonly DeclaredSchema[]): Promise<void> {
    const data = schemas.map(schema => ({ ...schema, snapshot: asJson(schema.snapshot) }))
    await this.#client.eventSchema.createMany({ data, skipDuplicates: true })
  }

  /** All of them, by type and version. */
  async all(): Promise<PublishedSchema[]> {
    const rows = await this.#client.eventSchema.findMany({ orderBy: [{ type: 'asc' }, { version: 'asc' }] })
    return rows.map(row => ({ ...row, snapshot: asSnapshot(row.snapshot) }))
  }
}

// Snapshots are plain JSON, which their types do not say.
const asJson = (snapshot: ContractSnapshot) => snapshot as unknown as Prisma.InputJsonObject
const asSnapshot = (json: unknown) => json as ContractSnapshot
