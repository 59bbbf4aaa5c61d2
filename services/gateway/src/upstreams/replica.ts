import { Pool } from 'undici'

/** One running instance of a service, as the route table names it. */
export interface Instance {
  id: string
  url: string
  pid: number
  ready: boolean
}

const EJECTING_FAILURES = 5
const FIRST_EJECTION_MS = 5_000
const MAX_EJECTION_MS = 60_000

/** Below the 5 s after which Node servers close idle connections: else a request could meet a closing one. */
const KEEP_ALIVE_MS = 4_000
const CONNECT_TIMEOUT_MS = 2_000
/** The silence after which an open answer is taken for dead. The deadline of an operation is kept elsewhere. */
const SILENCE_MS = 300_000

type Health = { name: 'healthy'; failures: number } | { name: 'ejected'; untilMs: number }

/**
 * A replica with its connections and what is known of its health.
 *
 * Five failures in a row eject it for 5 s. It comes back on probation: one more failure ejects it for twice as long
 * (60 s at most), one success clears it.
 */
export class Replica {
  readonly id: string
  readonly pool: Pool
  /** As the supervisor sees it. */
  ready: boolean
  /** Requests under way. */
  inFlight = 0
  #health: Health = { name: 'healthy', failures: 0 }
  #nextEjectionMs = FIRST_EJECTION_MS

  constructor({ id, url, ready }: Instance) {
    this.id = id
    this.ready = ready
    this.pool = new Pool(url, {
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
    })
  }

  isEjected(nowMs: number): boolean {
    if (this.#health.name === 'healthy') return false
    if (this.#health.untilMs > nowMs) return true
    this.#health = { name: 'healthy', failures: EJECTING_FAILURES - 1 }
    return false
  }

  /** Takes note of an answer. */
  succeeded(): void {
    if (this.#health.name === 'ejected') return
    this.#health = { name: 'healthy', failures: 0 }
    this.#nextEjectionMs = FIRST_EJECTION_MS
  }

  /** Takes note of a failure. @param mayEject Whether enough others would be left. */
  failed(nowMs: number, mayEject: boolean): void {
    if (this.#health.name === 'ejected') return
    const failures = this.#health.failures + 1
    if (failures < EJECTING_FAILURES || !mayEject) {
      this.#health = { name: 'healthy', failures }
      return
    }
    this.#health = { name: 'ejected', untilMs: nowMs + this.#nextEjectionMs }
    this.#nextEjectionMs = Math.min(MAX_EJECTION_MS, this.#nextEjectionMs * 2)
  }

  /** Lets requests under way finish, then closes the connections. */
  async retire(): Promise<void> {
    await this.pool.close()
  }
}
