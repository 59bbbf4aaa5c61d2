import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { OpenApiDocument } from '@azora/contracts/openapi'
import type { ActiveOperation, KitRequest, KitResponse, Logger, Metrics } from '@azora/service-kit'
import type { RouteTable } from '../routes/route-table.js'
import { mergedDocument, type ServiceDocument } from './merge.js'
import { CONTENT_SECURITY_POLICY, referencePage } from './page/page.js'
import { ServiceDocuments } from './service-documents.js'

/** Where the page is. */
const PATH = '/docs'

interface Rendered {
  gzipped: Buffer
  plain: string
  etag: string
}

/** The reference of all that runs: as an OpenAPI document for programs, and as a page for people. */
export class PlatformReference {
  readonly #documents: ServiceDocuments
  #rendered: { key: string; page: Rendered } | undefined
  #merged: { parts: readonly ServiceDocument[]; document: OpenApiDocument } | undefined

  constructor(table: RouteTable, log: Pick<Logger, 'warn'>) {
    this.#documents = new ServiceDocuments(table, log)
  }

  /** What runs right now; asked of each service once in its life. */
  async document(): Promise<OpenApiDocument> {
    const parts = await this.#documents.all()
    // Merging takes long enough for many who ask at once to keep everybody else waiting.
    const known = this.#merged?.parts ?? []
    const isSame = ({ service, document }: ServiceDocument, at: number) =>
      known[at]?.document === document && known[at].service === service
    if (!this.#merged || known.length !== parts.length || !parts.every(isSame))
      this.#merged = { parts, document: mergedDocument(parts) }
    return this.#merged.document
  }

  isAt(path: string): boolean {
    return path === PATH
  }

  /** The page as the pipeline admits it. */
  operation(metrics: Metrics): ActiveOperation {
    return {
      id: 'gateway.docs',
      access: 'public',
      rateLimit: undefined,
      timeoutMs: 10_000,
      observer: metrics.requests('GET', 'gateway.docs'),
    }
  }

  /** Answers with the page. It has its own policy: the one for APIs would forbid its style. */
  async answer(request: KitRequest, response: KitResponse): Promise<void> {
    const { gzipped, plain, etag } = this.#render(await this.document())
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY)
    response
      .setHeader('etag', etag)
      .setHeader('cache-control', 'no-cache')
      .setHeader('vary', 'accept-encoding')
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end()
    response.setHeader('content-type', 'text/html; charset=utf-8')
    const zipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    if (zipped) response.setHeader('content-encoding', 'gzip')
    const body = zipped ? gzipped : Buffer.from(plain)
    request.context.bytesSent = body.length
    response.setHeader('content-length', body.length).writeHead(200)
    response.end(request.method === 'HEAD' ? undefined : body)
  }

  #render(document: OpenApiDocument): Rendered {
    const key = createHash('sha256').update(JSON.stringify(document)).digest('base64url')
    if (this.#rendered?.key !== key) {
      const plain = referencePage(document)
      this.#rendered = { key, page: { plain, gzipped: gzipSync(plain), etag: `"${key}"` } }
    }
    return this.#rendered.page
  }
}
