import type { IncomingMessage, ServerResponse } from 'node:http'

/** Why a request is given up before its answer is complete. `ended`: by the gateway itself, an event stream that is over. */
export type Cancellation = 'client-gone' | 'deadline' | 'ended' | 'too-large'

/**
 * One request on its way through the gateway, and its two ends: the client leaves, or the operation's time is up.
 * Whichever part is at work sets `onCancel`; canceling happens once.
 */
export class Exchange {
  onCancel: (why: Cancellation) => void = () => undefined
  /** Called when the answer turns out to be an event stream, which has no deadline and may last for hours. */
  onOpenEnd: () => void = () => undefined
  /** Called with the length of each piece of the answer's body. */
  onBody: (bytes: number) => void = () => undefined
  /** What ended the exchange early, if anything did. */
  canceled: Cancellation | undefined
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly #timeoutMs: number
  readonly #startedAt = performance.now()
  readonly #timer: NodeJS.Timeout
  #handedOverAt = Number.POSITIVE_INFINITY

  constructor(request: IncomingMessage, response: ServerResponse, timeoutMs: number) {
    this.request = request
    this.response = response
    this.#timeoutMs = timeoutMs
    this.#timer = setTimeout(() => this.cancel('deadline'), timeoutMs)
    response.once('close', this.#clientGone)
    // The client may have left while the request was being admitted.
    if (response.destroyed) this.cancel('client-gone')
  }

  /** Milliseconds left until the deadline, at least 1. */
  get remainingMs(): number {
    return Math.max(1, Math.ceil(this.#timeoutMs - (performance.now() - this.#startedAt)))
  }

  /** To be called when a service has been given all of the request. */
  handedOver(): void {
    this.#handedOverAt = performance.now()
  }

  /** Which part of the time was the service's to use: it had all of the request for so long, from 0 to 1. */
  get servicesShare(): number {
    return Math.max(0, performance.now() - this.#handedOverAt) / this.#timeoutMs
  }

  cancel(why: Cancellation): void {
    if (this.canceled) return
    this.canceled = why
    this.onCancel(why)
  }

  /** From here on the exchange may last. */
  openEnd(): void {
    clearTimeout(this.#timer)
    this.onOpenEnd()
  }

  /** Stops watching; nothing cancels the exchange any more. */
  end(): void {
    clearTimeout(this.#timer)
    this.response.off('close', this.#clientGone)
  }

  readonly #clientGone = () => {
    if (!this.response.writableFinished) this.cancel('client-gone')
  }
}
