import type { Contract } from '@azora/contracts'
import type { EventSchema } from '@azora/contracts/nexus'
import type { Resource } from '@azora/service-kit'
import { conflictsBetween, type DeclaredSchema, declaredSchemas, jsonSchemaOf } from './published.js'
import type { PublishedSchema, SchemaRepository } from './repository.js'

/**
 * Every version of every event as it was first published.
 *
 * What the contracts declare is published when it is first seen, and stays: a contract that says something else under the
 * same version is not taken over but reported, in the list and by `/health`. The remedy is a version of its own.
 */
export class SchemaRegistry implements Resource {
  readonly required = false
  readonly #repository: SchemaRepository
  readonly #contracts: readonly Contract[]
  #published: Promise<readonly EventSchema[]> | undefined

  constructor(repository: SchemaRepository, contracts: readonly Contract[]) {
    this.#repository = repository
    this.#contracts = contracts
  }

  /** Which service publishes events of a type; undefined if none does. */
  publisherOf(wanted: string): string | undefined {
    const publishes = ({ events }: Contract) => Object.values(events).some(({ type }) => type === wanted)
    return this.#contracts.find(publishes)?.name
  }

  /** All schemas, by type and version. What the contracts declare is published by then. */
  all(): Promise<readonly EventSchema[]> {
    this.#published ??= this.#publish().catch((error: unknown) => {
      // Asked again, it tries again.
      this.#published = undefined
      throw error
    })
    return this.#published
  }

  /** Fails while a contract says something else than was published. */
  async check(): Promise<void> {
    const changed = (await this.all()).filter(({ conflicts }) => conflicts.length > 0)
    const [first] = changed
    if (first)
      throw new Error(
        `${first.type} v${first.version} is not what was published: ${first.conflicts.join('; ')}`,
      )
  }

  async #publish(): Promise<EventSchema[]> {
    const declared = declaredSchemas(this.#contracts)
    await this.#repository.publish(declared)
    const today = new Map(declared.map(schema => [schema.dataschema, schema]))
    return (await this.#repository.all()).map(schema => shown(schema, today.get(schema.dataschema)))
  }
}

function shown(schema: PublishedSchema, today: DeclaredSchema | undefined): EventSchema {
  const { type, version, service, summary, dataschema, snapshot, publishedAt } = schema
  return {
    type,
    version,
    service,
    summary,
    dataschema,
    schema: jsonSchemaOf(snapshot, type),
    publishedAt: publishedAt.toISOString(),
    conflicts: today ? conflictsBetween(snapshot, today.snapshot) : [],
  }
}
