import { Pool } from 'undici'
import { Circuit, type CircuitOptions, type Verdict } from './circuit.js'
import { answersAt } from './knock.js'

/** One running instance of a service, as the route table names it. */
export interface Instance {
  id: string
  url: string
  pid: number
  ready: boolean
}

/**
 * What became of a request at a replica. Beside the verdict on an answer or on silence: `lost` with its connection, or
 * `refused` by nobody being there, which is no failure of anybody's.
 */
export type Ending = Verdict | 'lost' | 'refused'

/** What a replica is made with. */
export interface ReplicaOptions {
  circuit?: CircuitOptions | undefined
  /** Called when it takes connections again after it had refused one. */
  onReturn?: () => void
}

/** Below the 5 s after which Node servers close idle connections: else a request could meet a closing one. */
const KEEP_ALIVE_MS = 4_000
const CONNECT_TIMEOUT_MS = 2_000
/** The silence after which an open answer is taken for dead. The deadline of an operation is kept elsewhere. */
const SILENCE_MS = 300_000
/** How often one that refuses connections is tried again. */
const KNOCK_MS = 50

/**
 * A replica with its connections and what is known of its health.
 *
 * One that fails repeatedly is ejected: its circuit opens, and the others take its requests. One that refuses
 * connections is not there (it restarts, say) and is knocked at until it is.
 */
export class Replica {
  readonly id: string
  readonly circuit: Circuit
  /** Requests under way. */
  inFlight = 0
  readonly #url: string
  readonly #onReturn: () => void
  #pool: Pool
  #ready: boolean
  #knocking: NodeJS.Timeout | undefined
  /** How often all that was under way was lost together. */
  #losses = 0

  constructor({ id, url, ready }: Instance, { circuit, onReturn = () => undefined }: ReplicaOptions = {}) {
    this.id = id
    this.circuit = new Circuit(circuit)
    this.#url = url
    this.#ready = ready
    this.#onReturn = onReturn
    this.#pool = poolTo(url)
  }

  get pool(): Pool {
    return this.#pool
  }

  /** As the supervisor sees it. */
  get ready(): boolean {
    return this.#ready
  }

  /** One that is ready no more may be draining, which it has done as soon as nobody is connected. */
  set ready(ready: boolean) {
    if (this.#ready && !ready) this.#renewPool()
    this.#ready = ready
  }

  /** True while it refuses connections. */
  get isRefusing(): boolean {
    return this.#knocking !== undefined
  }

  /** True when a request may be sent to it right now. */
  isAvailable(nowMs: number): boolean {
    return this.#ready && !this.isRefusing && this.circuit.waitMs(nowMs) === 0
  }

  /** Takes note of a request that is sent. @returns to be told how it ended; only the first word counts */
  enter(): (ending: Ending, nowMs: number) => void {
    const record = this.circuit.enter()
    const losses = this.#losses
    let isOpen = true
    return (ending, nowMs) => {
      if (!isOpen) return
      isOpen = false
      if (ending === 'refused') this.#knockUntilItAnswers()
      record(this.#verdictOn(ending, losses), nowMs)
    }
  }

  /** Lets requests under way finish, then closes the connections. */
  async retire(): Promise<void> {
    clearTimeout(this.#knocking)
    this.#knocking = undefined
    this.#ready = false
    await this.#pool.close()
  }

  /** What one death takes along is one failure, not as many. @param losses How many there were when it was sent. */
  #verdictOn(ending: Ending, losses: number): Verdict {
    if (ending === 'refused') return 'neutral'
    if (ending !== 'lost') return ending
    if (losses !== this.#losses) return 'neutral'
    this.#losses += 1
    return 'failure'
  }

  #renewPool(): void {
    const former = this.#pool
    this.#pool = poolTo(this.#url)
    void former.close()
  }

  #knockUntilItAnswers(): void {
    if (this.isRefusing || !this.#ready) return
    const knock = async () => {
      const answers = await answersAt(this.#url, CONNECT_TIMEOUT_MS)
      if (!this.isRefusing) return
      if (!answers) return knockSoon()
      this.#knocking = undefined
      // Whoever was away is another process now, and has done nothing yet.
      this.circuit.forget()
      this.#onReturn()
    }
    const knockSoon = () => {
      this.#knocking = setTimeout(() => void knock(), KNOCK_MS).unref()
    }
    knockSoon()
  }
}

function poolTo(url: string): Pool {
  return new Pool(url, {
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
  })
}
