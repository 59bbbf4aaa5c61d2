import { type Clock, type RevocableClaims, Revocations } from '@azora/service-kit'
import { coalesced } from '../coalesced.js'
import type { RevocationPage } from './repository.js'

/** Reads the revocations after a cursor. */
export type ReadRevocations = (after: string | undefined, now: Date) => Promise<RevocationPage>

/** This process's own knowledge of what was revoked: what other services ask auth for, read from the database. */
export class RevocationFeed {
  readonly #read: ReadRevocations
  readonly #clock: Clock
  readonly #known = new Revocations()
  #cursor: string | undefined

  constructor(read: ReadRevocations, clock: Clock) {
    this.#read = read
    this.#clock = clock
  }

  /** Reads what is new: what was committed before the call is known after it. */
  readonly load = coalesced(() => this.#load())

  covers(claims: RevocableClaims): boolean {
    return this.#known.covers(claims)
  }

  async #load(): Promise<void> {
    const now = this.#clock.now()
    // To the end: a start, or many revocations at once, can take more than one page.
    while (await this.#loadPage(now));
    this.#known.forget(now)
  }

  /** @returns whether there was anything new */
  async #loadPage(now: Date): Promise<boolean> {
    const { items, cursor } = await this.#read(this.#cursor, now)
    for (const { sessionId, userId, keyId, ...times } of items) {
      this.#known.add({
        sessionId: sessionId ?? undefined,
        userId: userId ?? undefined,
        keyId: keyId ?? undefined,
        ...times,
      })
    }
    this.#cursor = cursor
    return items.length > 0
  }
}
