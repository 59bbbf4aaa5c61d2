import type { Dispatcher } from 'undici'
import type { Cancellation, Exchange } from './exchange.js'
import { type ResponseHead, responseHead, responseTrailers } from './response-head.js'

/** How one attempt at an upstream ended. */
export type Outcome =
  /** The answer was passed on in full. */
  | { kind: 'answered'; status: number }
  /** Nothing of an answer came; `sent` tells whether any of the request may have reached the upstream. */
  | { kind: 'failed'; sent: boolean; cause: Error }
  /** The answer broke off after its head had been passed on; the client's connection was closed so that it notices. */
  | { kind: 'cut'; cause: Error }
  | { kind: 'canceled'; why: Cancellation }

/** Writes the head of an answer; the seam where a service adds the headers every answer carries. */
export type WriteHead = (exchange: Exchange, status: number, headers: string[]) => void

/**
 * Moves one answer from undici into the client's response.
 *
 * Head and a body that came with it leave in one write; later parts are passed on as they come, held back when the
 * client reads slowly, and the upstream connection is dropped when the client is gone.
 */
export class Pump implements Dispatcher.DispatchHandler {
  readonly #exchange: Exchange
  readonly #settle: (outcome: Outcome) => void
  #abort: ((cause?: Error) => void) | undefined
  #resume: () => void = () => undefined
  #head: ResponseHead | undefined
  #status = 0
  #received = 0
  #over = false

  constructor(exchange: Exchange, settle: (outcome: Outcome) => void) {
    this.#exchange = exchange
    this.#settle = settle
    exchange.onCancel(why => this.#cancel(why))
  }

  onConnect(abort: (cause?: Error) => void): void {
    this.#abort = abort
    if (this.#over) abort()
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void): boolean {
    // Interim answers (103, say) are for this connection's two ends; the final one follows.
    if (status < 200) return true
    const head = responseHead(raw)
    this.#resume = resume
    this.#status = status
    this.#exchange.passage.writeHead(this.#exchange, status, head.headers)
    this.#head = head
    if (head.isEventStream) this.#exchange.openEnd()
    process.nextTick(this.#flushHead)
    return true
  }

  onData(chunk: Buffer): boolean {
    const { response, passage } = this.#exchange
    this.#received += chunk.length
    passage.onBody?.(chunk.length)
    if (this.#received === this.#head?.contentLength) {
      response.end(chunk)
      return true
    }
    if (response.write(chunk)) return true
    response.once('drain', this.#resume)
    return false
  }

  onComplete(rawTrailers: unknown): void {
    const { response } = this.#exchange
    if (!response.writableEnded) {
      const trailers = responseTrailers((rawTrailers ?? []) as Buffer[])
      if (trailers.length > 0) response.addTrailers(trailers)
      response.end()
    }
    this.#end({ kind: 'answered', status: this.#status })
  }

  onError(cause: Error): void {
    if (this.#over) return
    if (this.#head) this.#exchange.response.destroy()
    this.#end(
      this.#head ? { kind: 'cut', cause } : { kind: 'failed', sent: this.#abort !== undefined, cause },
    )
  }

  #cancel(why: Cancellation): void {
    if (this.#over) return
    this.#end({ kind: 'canceled', why })
    const { response } = this.#exchange
    // A stream that the gateway ends is complete as it is; anything else that stops halfway must be seen to be cut.
    if (why === 'ended') response.end()
    else if (this.#head) response.destroy()
    this.#abort?.()
  }

  #end(outcome: Outcome): void {
    this.#over = true
    this.#settle(outcome)
  }

  /** A head whose body did not come in the same packet must not wait for it: the client may be waiting for an event stream. */
  readonly #flushHead = () => {
    if (!this.#over && this.#received === 0) this.#exchange.response.flushHeaders()
  }
}
