import { RateLimited, ServiceUnavailable } from '@azora/contracts'
import type { Resource } from '../../resource.js'
import type { Holder } from './holder.js'

/** Why a connection is ended: whoever serves it is going away, or the holder may no longer have it. */
export type Ending = 'draining' | 'unauthenticated'

/** A connection that outlives the request that opened it: a WebSocket, an event stream. */
export interface Lasting {
  /** Ends it in a way the client understands, letting what is on its way arrive. */
  end(why: Ending): void
}

/** How many WebSockets may be open. */
export interface LastingCaps {
  /** Of one holder. */
  perHolder: number
  /** Of all together. */
  total: number
}

/**
 * What a WebSocket is closed with: codes of RFC 6455 section 7.4, and of the private range, where 4401 is to WebSockets what 401 is to
 * requests.
 *
 * @param who Says so: `the gateway`.
 */
export function goodbye(why: Ending, who: string): [code: number, reason: string] {
  return why === 'draining' ? [1001, `${who} is restarting`] : [4401, 'the access token is no longer valid']
}

const SWEEP_MS = 1_000
const RETRY = { headers: { 'retry-after': '5' } }

/** All lasting connections through this process. */
export class LastingConnections implements Resource {
  readonly #caps: LastingCaps
  readonly #open = new Map<Lasting, Holder>()
  readonly #held = new Map<string, number>()
  #reserved = 0
  #draining = false
  #sweep: NodeJS.Timeout | undefined

  constructor(caps: LastingCaps) {
    this.#caps = caps
  }

  start(): void {
    this.#sweep = setInterval(() => void this.sweep(), SWEEP_MS)
  }

  stop(): void {
    clearInterval(this.#sweep)
  }

  /** How many WebSockets are counted in. */
  get reserved(): number {
    return this.#reserved
  }

  /** Counts a WebSocket in. @returns counts it out again. @throws RateLimited beyond the holder's cap, ServiceUnavailable beyond that of all */
  reserve({ key }: Holder): () => void {
    const { perHolder, total } = this.#caps
    const held = this.#held.get(key) ?? 0
    if (held >= perHolder) throw new RateLimited(`At most ${perHolder} WebSockets may be open at a time.`)
    if (this.#reserved >= total) throw new ServiceUnavailable('As many WebSockets as may be are open.', RETRY)
    this.#held.set(key, held + 1)
    this.#reserved++
    return () => {
      this.#reserved--
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
