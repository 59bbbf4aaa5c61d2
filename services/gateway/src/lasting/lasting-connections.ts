import { RateLimited } from '@azora/contracts'
import type { Holder } from './holder.js'

/** Why the gateway ends a connection: it is going away itself, or the holder may no longer have it. */
export type Ending = 'draining' | 'unauthenticated'

/** A connection that outlives the request that opened it: a WebSocket, an event stream. */
export interface Lasting {
  /** Ends it in a way the client understands, letting what is on its way arrive. */
  end(why: Ending): void
}

const SWEEP_MS = 1_000

/** All lasting connections through this gateway. */
export class LastingConnections {
  readonly #cap: number
  readonly #open = new Map<Lasting, Holder>()
  readonly #held = new Map<string, number>()
  #draining = false
  #sweep: NodeJS.Timeout | undefined

  /** @param cap How many WebSockets one holder may have open. */
  constructor(cap: number) {
    this.#cap = cap
  }

  start(): void {
    this.#sweep = setInterval(() => void this.sweep(), SWEEP_MS)
  }

  stop(): void {
    clearInterval(this.#sweep)
  }

  /** Counts a WebSocket in. @returns counts it out again. @throws RateLimited beyond the cap */
  reserve({ key }: Holder): () => void {
    const held = this.#held.get(key) ?? 0
    if (held >= this.#cap) throw new RateLimited(`At most ${this.#cap} WebSockets may be open at a time.`)
    this.#held.set(key, held + 1)
    return () => {
      const left = (this.#held.get(key) ?? 1) - 1
      if (left > 0) this.#held.set(key, left)
      else this.#held.delete(key)
    }
  }

  /** Looks after a connection for as long as it lasts. @returns to be called when it is over */
  keep(holder: Holder, connection: Lasting): () => void {
    this.#open.set(connection, holder)
    if (this.#draining) connection.end('draining')
    return () => this.#open.delete(connection)
  }

  /** Sends everyone away; they may come back to another instance. */
  drain(): void {
    this.#draining = true
    for (const connection of this.#open.keys()) connection.end('draining')
  }

  /** Ends the connections whose holders may no longer have them. Runs every second. */
  async sweep(): Promise<void> {
    for (const [connection, holder] of this.#open) {
      if (!(await holder.isStillAllowed())) connection.end('unauthenticated')
    }
  }
}
