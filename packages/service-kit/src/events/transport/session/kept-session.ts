import { at } from '../../fault-point.js'
import { soon } from '../soon.js'

/** How a session with a broker is opened, and closed. */
export interface SessionOptions<Session> {
  open: () => Promise<Session>
  close: (session: Session) => Promise<unknown>
}

/** A session with a broker, opened when it is first needed and kept until something in it has failed. */
export class KeptSession<Session> {
  readonly #options: SessionOptions<Session>
  #session: Promise<Session> | undefined

  constructor(options: SessionOptions<Session>) {
    this.#options = options
  }

  /** The one that is open, or being opened. */
  get(): Promise<Session> {
    if (!this.#session) {
      this.#session = this.#options.open()
      // Told to whoever works with it.
      this.#session.catch(() => undefined)
    }
    return this.#session
  }

  /** Gives one up: whoever needs it next opens another. Closing it is not waited for. */
  drop(session: Promise<Session>): void {
    if (this.#session !== session) return
    this.#session = undefined
    void soon(this.#closed(session))
  }

  async close(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    if (session) await at('kept-session.close', () => soon(this.#closed(session)))
  }

  async #closed(session: Promise<Session>): Promise<void> {
    const opened = await at('kept-session.opened', () => session)
    await at('kept-session.end', () => this.#options.close(opened))
  }
}
