import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Passage } from './passage.js'

/** Why a request is given up before its answer is complete. `ended`: by the gateway itself, an event stream that is over. */
export type Cancellation = 'client-gone' | 'deadline' | 'ended' | 'too-large'

const nothing = () => undefined

/**
 * One request on its way through the gateway, and its two ends: the client leaves, or the operation's time is up.
 * Whichever part is at work is told of the first; canceling happens once.
 */
export class Exchange {
  /** What ended the exchange early, if anything did. */
  canceled: Cancellation | undefined
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly passage: Passage
  readonly #startedAt = performance.now()
  readonly #timer: NodeJS.Timeout
  #canceling: (why: Cancellation) => void = nothing
  #opening: () => void = nothing
  #handedOverAt = Number.POSITIVE_INFINITY

  constructor(request: IncomingMessage, response: ServerResponse, passage: Passage) {
    this.request = request
    this.response = response
    this.passage = passage
    this.#timer = setTimeout(() => this.cancel('deadline'), passage.timeoutMs)
    response.on('close', this.#clientGone)
    // The client may have left while the request was being admitted.
    if (response.destroyed) this.cancel('client-gone')
  }

  /**
   * Who is at work now says what is to be done when the exchange is canceled; whoever was before is not told any more.
   *
   * Said by a call, like {@link onOpenEnd}: V8 takes a function that is written where it is assigned to a property for one
   * that stays, makes it where old objects are, and keeps the request with it until those are collected.
   */
  onCancel(act: (why: Cancellation) => void): void {
    this.#canceling = act
  }

  /** Says what is to be done when the answer turns out to be an event stream, which has no deadline and may last for hours. */
  onOpenEnd(act: () => void): void {
    this.#opening = act
  }

  /** Milliseconds left until the deadline, at least 1. */
  get remainingMs(): number {
    return Math.max(1, Math.ceil(this.passage.timeoutMs - (performance.now() - this.#startedAt)))
  }

  /** To be called when a service has been given all of the request. */
  handedOver(): void {
    this.#handedOverAt = performance.now()
  }

  /** Which part of the time was the service's to use: it had all of the request for so long, from 0 to 1. */
  get servicesShare(): number {
    return Math.max(0, performance.now() - this.#handedOverAt) / this.passage.timeoutMs
  }

  cancel(why: Cancellation): void {
    if (this.canceled) return
    this.canceled = why
    this.#canceling(why)
  }

  /** From here on the exchange may last. */
  openEnd(): void {
    clearTimeout(this.#timer)
    this.#opening()
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
