import { IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Express } from 'express'
import type { RequestContext } from './request-context.js'

/** A request of a kit service. */
export interface KitRequest extends IncomingMessage {
  /** Set by the first step; nothing runs before it. */
  context: RequestContext
  /** What the body holds, for operations that declare one. */
  body: unknown
}

/** A response of a kit service: whoever writes its head, the headers every answer carries are in it. */
export interface KitResponse extends ServerResponse<KitRequest> {
  /** Writes a head that needs nothing added: the hot path, one array and no lookups. */
  writeCompleteHead(status: number, headers: string[]): void
}

/** What the server makes of each connection's requests. */
export interface ExpressClasses {
  IncomingMessage: new (socket: Socket) => KitRequest
  ServerResponse: new (request: KitRequest) => KitResponse
  /** From now on every answer tells its client that the connection ends with it. */
  endConnections(): void
}

/**
 * How long clients are told (`Keep-Alive: timeout`) that a connection may lie idle and be used again. The server keeps it
 * for longer, so that those who listen never write on one that is being closed, except when it drains: then it is enough
 * to wait for so long, and all who listen have left.
 */
export const ADVERTISED_IDLE_MS = 5_000
/** Where Node takes the number from; should it have another name one day, clients are told how long the server waits. */
const ADVERTISED = '_keepAliveTimeout'

/** Whether connections outlive their answers. */
interface Persistence {
  ends: boolean
}

type HeadArguments = [
  (string | OutgoingHttpHeaders | OutgoingHttpHeader[])?,
  (OutgoingHttpHeaders | OutgoingHttpHeader[])?,
]

/**
 * Request and response classes whose prototypes are Express's own.
 *
 * Express 5 sets the prototype of every request and response it is handed, which throws V8's hidden classes away and
 * costs two thirds of the time of a small request. When the server makes objects that have that prototype already, the
 * call changes nothing. Only public API is used: were a later Express to do otherwise, things would work, only slower.
 *
 * @param baseHeaders Name, value, name, value …: what every response carries.
 */
export function expressClasses(app: Express, baseHeaders: readonly string[]): ExpressClasses {
  class Request extends IncomingMessage implements KitRequest {
    context!: RequestContext
    body: unknown
  }
  const persistence: Persistence = { ends: false }
  const Response = responseClass(baseHeaders, persistence)
  Object.defineProperty(Response.prototype, ADVERTISED, { get: () => ADVERTISED_IDLE_MS, set: () => {} })
  Object.setPrototypeOf(Request.prototype, app.request)
  Object.setPrototypeOf(Response.prototype, app.response)
  app.request = Request.prototype as unknown as typeof app.request
  app.response = Response.prototype
  const endConnections = () => void (persistence.ends = true)
  return { IncomingMessage: Request, ServerResponse: Response, endConnections }
}

function responseClass(
  baseHeaders: readonly string[],
  persistence: Persistence,
): ExpressClasses['ServerResponse'] {
  return class Response extends ServerResponse<KitRequest> implements KitResponse {
    #complete = false

    writeCompleteHead(status: number, headers: string[]): void {
      this.#complete = true
      if (persistence.ends) this.shouldKeepAlive = false
      const all = baseHeaders.concat(this.req.context.responseHeaders, headers)
      if (this.getHeaderNames().length === 0) return void super.writeHead(status, all)
      // Beside headers that were set before (by CORS, say), Node would keep only the last of a repeated name in an array.
      for (const [name, value] of pairs(all)) this.appendHeader(name, value)
      super.writeHead(status)
    }

    override writeHead(status: number, ...rest: HeadArguments): this {
      if (persistence.ends) this.shouldKeepAlive = false
      if (!this.#complete) {
        this.#complete = true
        this.#addMissing(baseHeaders)
        this.#addMissing(this.req.context?.responseHeaders ?? [])
      }
      return super.writeHead(status, ...(rest as [OutgoingHttpHeaders?]))
    }

    #addMissing(headers: readonly string[]): void {
      for (const [name, value] of pairs(headers)) {
        if (name === 'vary') this.appendHeader(name, value)
        else if (!this.hasHeader(name)) this.setHeader(name, value)
      }
    }
  }
}

function* pairs(flat: readonly string[]): Generator<[name: string, value: string]> {
  for (let at = 0; at + 1 < flat.length; at += 2) yield [flat[at] ?? '', flat[at + 1] ?? '']
}
