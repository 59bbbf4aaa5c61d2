import type { Duplex } from 'node:stream'
import { RateLimited } from '@azora/contracts'
import { Tunnel } from './tunnel.js'

/** Codes of RFC 6455 section 7.4, and of the private range: 4401 is to WebSockets what 401 is to requests. */
const GOING_AWAY = 1001
const UNAUTHENTICATED = 4401

const SWEEP_MS = 1_000

/** Who holds a WebSocket, and whether they still may. */
export interface Holder {
  /** What the cap counts by: a principal, or an address. */
  key: string
  /** False once the token it was opened with has expired or was revoked. */
  isStillAllowed(): Promise<boolean>
}

/** All WebSockets that pass through this gateway. */
export class Tunnels {
  readonly #cap: number
  readonly #open = new Map<Tunnel, Holder>()
  readonly #held = new Map<string, number>()
  #draining = false
  #sweep: NodeJS.Timeout | undefined

  /** @param cap How many one holder may have open. */
  constructor(cap: number) {
    this.#cap = cap
  }

  start(): void {
    this.#sweep = setInterval(() => void this.sweep(), SWEEP_MS)
  }

  stop(): void {
    clearInterval(this.#sweep)
    for (const tunnel of this.#open.keys()) tunnel.cut()
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

  /** Joins two ends for as long as both stay and the holder may. */
  join(holder: Holder, client: Duplex, upstream: Duplex): void {
    const tunnel = new Tunnel(client, upstream)
    this.#open.set(tunnel, holder)
    client.once('close', () => this.#open.delete(tunnel))
    if (this.#draining) tunnel.close(GOING_AWAY, 'the gateway is restarting')
  }

  /** Sends everyone away, who may come back to another instance. */
  drain(): void {
    this.#draining = true
    for (const tunnel of this.#open.keys()) tunnel.close(GOING_AWAY, 'the gateway is restarting')
  }

  /** Closes the WebSockets whose holders are no longer allowed to have them. Runs every second. */
  async sweep(): Promise<void> {
    for (const [tunnel, holder] of this.#open) {
      if (!(await holder.isStillAllowed()))
        tunnel.close(UNAUTHENTICATED, 'the access token is no longer valid')
    }
  }
}
