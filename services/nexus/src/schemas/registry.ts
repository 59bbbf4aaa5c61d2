import type { EventSchema } from '@azora/contracts/nexus'
import type { Kit, Resource, RouteDocument } from '@azora/service-kit'
import { conflictsBetween, type DeclaredSchema, jsonSchemaOf } from './published.js'
import type { PublishedSchema, SchemaRepository } from './repository.js'

/** How soon it tries again to write down what services have told. */
const SWEEP_MS = 1_000

/**
 * Every version of every event as it was first published.
 *
 * What services declare is published when they are first seen, and stays: one that comes to say something else under the
 * same version is not followed but reported, in the log, in the list and by `/health`. The remedy is a version of its own.
 */
export class SchemaRegistry implements Resource {
  readonly required = false
  readonly #repository: Pick<SchemaRepository, 'publish' | 'all'>
  #declared: readonly DeclaredSchema[] = []
  #published: Promise<readonly EventSchema[]> | undefined
  #log: Kit['log'] | undefined
  #sweep: NodeJS.Timeout | undefined

  constructor(repository: Pick<SchemaRepository, 'publish' | 'all'>) {
    this.#repository = repository
  }

  start({ log }: Pick<Kit, 'log'>): void {
    this.#log = log
    this.#sweep = setInterval(() => this.#learn(), SWEEP_MS)
    this.#learn()
  }

  stop(): void {
    clearInterval(this.#sweep)
    this.#log = undefined
  }

  /** What the services that there are now declare. */
  follow({ services }: RouteDocument): void {
    const declared = services.flatMap(({ name: service, contract }) =>
      (contract?.events ?? []).map(event => ({ ...event, service })),
    )
    // The table changes with every process that comes or goes, which says nothing about events.
    if (JSON.stringify(declared) === JSON.stringify(this.#declared)) return
    this.#declared = declared
    this.#published = undefined
    this.#learn()
  }

  /** Which service publishes events of a type, or has; undefined if none did. */
  async publisherOf(wanted: string): Promise<string | undefined> {
    const isWanted = ({ type }: { type: string }) => type === wanted
    return (this.#declared.find(isWanted) ?? (await this.all()).findLast(isWanted))?.service
  }

  /** All schemas, by type and version. What services declare is published by then. */
  all(): Promise<readonly EventSchema[]> {
    return (this.#published ??= this.#publish())
  }

  /** Fails while a service declares something else than was published. */
  async check(): Promise<void> {
    const [first] = conflicting(await this.all())
    if (first)
      throw new Error(
        `${first.type} v${first.version} is not what was published: ${first.conflicts.join('; ')}`,
      )
  }

  /** Before anybody asks: what was published first is what counts. With nothing to publish the table need not be there yet. */
  #learn(): void {
    if (!this.#log || this.#published || this.#declared.length === 0) return
    // What fails is tried again by the next sweep, and told to whoever asks.
    this.all().catch(() => {})
  }

  #publish(): Promise<readonly EventSchema[]> {
    const publishing = this.#publishDeclared(this.#declared)
    publishing.catch(() => {
      // Asked again, it tries again; unless it has been told something else meanwhile.
      if (this.#published === publishing) this.#published = undefined
    })
    return publishing
  }

  async #publishDeclared(declared: readonly DeclaredSchema[]): Promise<EventSchema[]> {
    await this.#repository.publish(declared)
    const all = (await this.#repository.all()).map(schema => shown(schema, declared))
    for (const { type, version, conflicts } of conflicting(all))
      this.#log?.warn('an event is not what was published', { type, version, conflicts })
    return all
  }
}

function conflicting(schemas: readonly EventSchema[]): EventSchema[] {
  return schemas.filter(({ conflicts }) => conflicts.length > 0)
}

function shown(schema: PublishedSchema, declared: readonly DeclaredSchema[]): EventSchema {
  const { type, version, service, summary, dataschema, snapshot, publishedAt } = schema
  const today = declared.filter(one => one.dataschema === dataschema)
  return {
    type,
    version,
    service,
    summary,
    dataschema,
    schema: jsonSchemaOf(snapshot, type),
    publishedAt: publishedAt.toISOString(),
    conflicts: today.flatMap(one => conflictsBetween(snapshot, one.snapshot)),
  }
}
