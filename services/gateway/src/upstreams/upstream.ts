import { CircuitOpen, NoHealthyUpstream, UpstreamBusy } from '../problems.js'
import { chosen, mayEject } from './balance.js'
import { Circuit, type CircuitOptions, type Verdict } from './circuit.js'
import { type Instance, Replica } from './replica.js'
import { RetryBudget } from './retry-budget.js'

/** How much of a service's trouble the gateway lets through. */
export interface UpstreamOptions {
  /** Requests that may be under way to the service at a time; more are refused. Default 512. */
  capacity?: number
  circuit?: CircuitOptions
  /** Milliseconds of a steady clock. Default `performance.now`. */
  now?: () => number
  /** Default `Math.random`. */
  random?: () => number
}

const DEFAULT_CAPACITY = 512

/** A service as the gateway sees it: its replicas behind one breaker and one bulkhead. */
export class Upstream {
  readonly name: string
  readonly circuit: Circuit
  readonly retries = new RetryBudget()
  readonly #capacity: number
  readonly #now: () => number
  readonly #random: () => number
  #replicas: ReadonlyMap<string, Replica> = new Map()
  #list: readonly Replica[] = []
  #inFlight = 0

  constructor(name: string, { capacity = DEFAULT_CAPACITY, circuit, now, random }: UpstreamOptions = {}) {
    this.name = name
    this.circuit = new Circuit(circuit)
    this.#capacity = capacity
    this.#now = now ?? (() => performance.now())
    this.#random = random ?? Math.random
  }

  get replicas(): readonly Replica[] {
    return this.#list
  }

  /** Requests under way. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Follows the route table. A replica that stays keeps its connections and its record; one that left finishes its requests. */
  follow(instances: readonly Instance[]): void {
    const replicas = new Map<string, Replica>()
    for (const instance of instances) {
      const key = `${instance.id} ${instance.url} ${instance.pid}`
      const replica = this.#replicas.get(key) ?? new Replica(instance)
      replica.ready = instance.ready
      replicas.set(key, replica)
    }
    for (const [key, replica] of this.#replicas) if (!replicas.has(key)) void replica.retire()
    this.#replicas = replicas
    this.#list = [...replicas.values()]
  }

  /** Throws what keeps a request from being sent right now, if anything does. @throws NoHealthyUpstream, CircuitOpen, UpstreamBusy */
  check(): void {
    if (!this.#list.some(replica => replica.ready)) throw this.#noHealthy()
    const waitMs = this.circuit.waitMs(this.#now())
    if (waitMs > 0) throw this.#circuitOpen(waitMs)
    if (this.#inFlight >= this.#capacity) throw this.#busy()
  }

  /**
   * Takes a place in the bulkhead.
   *
   * @returns Frees the place and says how it went; only the first call counts.
   * @throws what {@link check} throws
   */
  enter(): (verdict: Verdict) => void {
    this.check()
    const record = this.circuit.enter()
    this.retries.deposit()
    this.#inFlight += 1
    let present = true
    return verdict => {
      if (!present) return
      present = false
      this.#inFlight -= 1
      record(verdict, this.#now())
    }
  }

  /** The replica to try, or another than the one that has just failed; undefined if there is none. */
  choose(not?: Replica): Replica | undefined {
    return chosen(this.#list, { nowMs: this.#now(), random: this.#random, not })
  }

  /** Counts an attempt at a replica for or against it. */
  judge(replica: Replica, verdict: Verdict): void {
    if (verdict === 'success') replica.succeeded()
    else if (verdict === 'failure') replica.failed(this.#now(), mayEject(this.#list, this.#now()))
  }

  #noHealthy() {
    return new NoHealthyUpstream(`No replica of ${this.name} is ready.`, { headers: { 'retry-after': '1' } })
  }

  #circuitOpen(waitMs: number) {
    const headers = { 'retry-after': String(Math.ceil(waitMs / 1_000)) }
    return new CircuitOpen(`${this.name} has failed repeatedly and is given time to recover.`, { headers })
  }

  #busy() {
    const detail = `${this.#capacity} requests to ${this.name} are under way, which is the limit.`
    return new UpstreamBusy(detail, { headers: { 'retry-after': '1' } })
  }
}
