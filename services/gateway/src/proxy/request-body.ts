import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { PayloadTooLarge } from '@azora/contracts'
import type { Exchange } from './exchange.js'
import { continueIfExpected } from './expect-continue.js'

/** A request body as it goes upstream: `null` without one, bytes when it is small enough to be sent again, else a stream. */
export type RequestBody = Buffer | Readable | null

/** Up to this size a body is read before an upstream is chosen: a slow sender holds no slot, and a retry can repeat it. */
const SMALL_BYTES = 16 * 1024

/** How long the rest of a refused body is read and thrown away, so that the client gets to see the answer. */
const DISCARD_MS = 1_000

/**
 * Takes the body of a request. A declared length beyond the limit is refused before anything is read.
 *
 * @returns undefined if the exchange was canceled while a small body was arriving.
 * @throws PayloadTooLarge
 */
export function requestBody(
  exchange: Exchange,
  maxBytes: number,
): RequestBody | Promise<RequestBody | undefined> {
  const { headers } = exchange.request
  const declared = headers['content-length']
  if (declared === undefined && headers['transfer-encoding'] === undefined) return null
  if (Number(declared) > maxBytes) throw tooLarge(maxBytes)
  if (declared === '0') return null
  continueIfExpected(exchange.request, exchange.response)
  return Number(declared) <= SMALL_BYTES ? smallBody(exchange) : new LimitedBody(exchange, maxBytes)
}

/** The problem for a body beyond the operation's limit. */
export function tooLarge(maxBytes: number) {
  return new PayloadTooLarge(`The body may have ${maxBytes} bytes at most.`)
}

/** Reads on after an early answer, for a second at most: closing with unread data would reset the connection under the answer. */
export function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  const timer = setTimeout(() => request.socket.destroy(), DISCARD_MS)
  request.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer))
  request.removeAllListeners('data').resume()
}

function smallBody(exchange: Exchange): Promise<Buffer | undefined> {
  const { request } = exchange
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    exchange.onCancel(() => resolve(undefined))
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
  })
}

/**
 * The client's body as a stream of its own, counted while it passes.
 *
 * undici destroys a body it stops sending; destroying the request itself would close the client's connection before
 * the answer is on it.
 */
class LimitedBody extends Readable {
  readonly #request: IncomingMessage

  constructor(exchange: Exchange, maxBytes: number) {
    super()
    this.#request = exchange.request
    let received = 0
    this.#request.on('data', (chunk: Buffer) => {
      received += chunk.length
      if (received > maxBytes) exchange.cancel('too-large')
      else if (!this.destroyed && !this.push(chunk)) this.#request.pause()
    })
    this.#request.once('end', () => this.push(null))
    this.#request.pause()
  }

  override _read(): void {
    this.#request.resume()
  }
}
