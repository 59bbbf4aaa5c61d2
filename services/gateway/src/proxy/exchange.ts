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
  /** What ended the exchange early, if anything did. */
  canceled: Cancellation | undefined
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly #timer: NodeJS.Timeout

  constructor(request: IncomingMessage, response: ServerResponse, timeoutMs: number) {
    this.request = request
    this.response = response
    this.#timer = setTimeout(() => this.cancel('deadline'), timeoutMs)
    response.once('close', this.#clientGone)
    // The client may have left while the request was being admitted.
    if (response.destroyed) this.cancel('client-gone')
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
