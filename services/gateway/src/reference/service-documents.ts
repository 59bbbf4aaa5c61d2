import type { OpenApiDocument } from '@azora/contracts/openapi'
import type { Logger } from '@azora/service-kit'
import * as z from 'zod'
import type { RouteTable } from '../routes/route-table.js'
import type { Replica } from '../upstreams/replica.js'
import type { Upstream } from '../upstreams/upstream.js'
import type { ServiceDocument } from './merge.js'

const TIMEOUT_MS = 2_000

/** As much of a document as is worked with here; the rest is the service's. */
const Document = z.looseObject({
  openapi: z.string().startsWith('3.1'),
  tags: z.array(z.looseObject({ name: z.string() })).default([]),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ operationId: z.string(), tags: z.array(z.string()).default([]) })),
  ),
  components: z.looseObject({
    schemas: z.record(z.string(), z.unknown()).default({}),
    responses: z.record(z.string(), z.unknown()).default({}),
    parameters: z.record(z.string(), z.unknown()).default({}),
    securitySchemes: z.record(z.string(), z.unknown()).default({}),
  }),
})

/**
 * The OpenAPI documents of the services behind the gateway, as they tell them themselves.
 *
 * A replica is asked once, for its document cannot change while it lives. Of a service that does not answer, the last
 * document known stands in.
 */
export class ServiceDocuments {
  readonly #table: RouteTable
  readonly #log: Pick<Logger, 'warn'>
  readonly #byReplica = new WeakMap<Replica, OpenApiDocument>()
  readonly #lastKnown = new Map<string, OpenApiDocument>()

  constructor(table: RouteTable, log: Pick<Logger, 'warn'>) {
    this.#table = table
    this.#log = log
  }

  /** Those that could be had, by name of the service; one that has never answered is missing. */
  async all(): Promise<ServiceDocument[]> {
    const upstreams = [...this.#table.upstreams.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const documents = await Promise.all(upstreams.map(upstream => this.#of(upstream)))
    return documents.flatMap((document, at) =>
      document ? [{ service: upstreams[at]?.name ?? '', document }] : [],
    )
  }

  async #of(upstream: Upstream): Promise<OpenApiDocument | undefined> {
    const known = upstream.replicas.map(replica => this.#byReplica.get(replica)).find(Boolean)
    if (known) return known
    const replica = upstream.choose()
    if (!replica) return this.#lastKnown.get(upstream.name)
    const document = await asked(replica).catch((error: unknown) => {
      this.#log.warn('the reference does without a service', { upstream: upstream.name, error })
    })
    if (!document) return this.#lastKnown.get(upstream.name)
    this.#byReplica.set(replica, document)
    this.#lastKnown.set(upstream.name, document)
    return document
  }
}

/** @throws whatever keeps the replica from answering with a document; it is asked again next time */
async function asked(replica: Replica): Promise<OpenApiDocument> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const { statusCode, body } = await replica.pool.request({ path: '/openapi.json', method: 'GET', signal })
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`/openapi.json answered ${statusCode}`)
  return Document.parse(JSON.parse(text)) as unknown as OpenApiDocument
}
