import { NoHealthyUpstream, type Problem, UpstreamBusy, UpstreamFailing } from '@azora/contracts'
import { RetryBudget } from '@azora/service-kit'
import { chosen } from './balance.js'
import type { CircuitOptions, CircuitState } from './circuit.js'
import { type Ending, type Instance, Replica } from './replica.js'
import { type Cancelable, WaitingRoom } from './waiting-room.js'

/** How much of a service's trouble the gateway lets through. */
export interface UpstreamOptions {
  /** Requests that may be under way to the service at a time; more are refused. Default 512. */
  capacity?: number
  /** Requests that may wait while the service comes back; more are refused. Default 2,000. */
  holdCapacity?: number
  /** How long one waits at most; its own deadline ends it too. Default 10 s. */
  holdMs?: number
  circuit?: CircuitOptions
  /** Told of each request that has to wait. */
  onHold?: () => void
  /** Told when the circuit to a replica changes. */
  onCircuit?: (replica: string, state: CircuitState) => void
  /** Milliseconds of a steady clock. Default `performance.now`. */
  now?: () => number
  /** Default `Math.random`. */
  random?: () => number
}

/** A place in the bulkhead, and who is to be asked. */
export class Place {
  readonly replica: Replica
  #left: ((ending: Ending) => void) | undefined

  constructor(replica: Replica, left: (ending: Ending) => void) {
    this.replica = replica
    this.#left = left
  }

  /** Frees the place and says how it went; only the first call counts. */
  leave(ending: Ending): void {
    const left = this.#left
    this.#left = undefined
    left?.(ending)
  }
}

/** For whom a place is taken. */
export interface Entrant {
  exchange: Cancelable
  /** Whether its body streams: it keeps its place for as long as the client takes. */
  streams?: boolean | undefined
}

/**
 * How the service is: it takes requests; it is away and expected back; all its replicas fail; or nobody knows when it
 * will be there again.
 */
type Standing = 'there' | 'coming' | 'failing' | 'gone'

const RETRIES_PER_REQUEST = 0.1
/** Which part of the bulkhead bodies that stream may hold: clients that send slowly leave the rest to others. */
const STREAMS_SHARE = 0.5

/** A service as the gateway sees it: its replicas behind one bulkhead, and a room to wait in while it restarts. */
export class Upstream {
  readonly name: string
  readonly retries: RetryBudget
  readonly #options: UpstreamOptions
  readonly #capacity: number
  readonly #now: () => number
  readonly #random: () => number
  readonly #room: WaitingRoom<Place>
  #replicas: ReadonlyMap<string, Replica> = new Map()
  #list: readonly Replica[] = []
  #isExpected = false
  #inFlight = 0
  #streams = 0

  constructor(name: string, options: UpstreamOptions = {}) {
    const { capacity = 512, holdCapacity = 2_000, holdMs = 10_000, now, random } = options
    this.name = name
    this.#options = options
    this.#capacity = capacity
    this.#now = now ?? (() => performance.now())
    this.#random = random ?? Math.random
    this.#room = new WaitingRoom(holdCapacity, holdMs)
    // One that dies may take as many requests along as are under way; beyond that, retries are a tenth of all.
    this.retries = new RetryBudget({ share: RETRIES_PER_REQUEST, reserve: capacity })
  }

  get replicas(): readonly Replica[] {
    return this.#list
  }

  /** Requests under way. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Requests that wait for the service to come back. */
  get held(): number {
    return this.#room.size
  }

  /**
   * Follows the route table. A replica that stays keeps its connections and its record; one that left finishes its
   * requests.
   * @param isExpected Whether the service will come back by itself when it is away.
   */
  follow(instances: readonly Instance[], isExpected = false): void {
    const replicas = new Map<string, Replica>()
    for (const instance of instances) {
      const key = `${instance.id} ${instance.url} ${instance.pid}`
      const replica = this.#replicas.get(key) ?? this.#newReplica(instance)
      replica.ready = instance.ready
      replicas.set(key, replica)
    }
    for (const [key, replica] of this.#replicas) if (!replicas.has(key)) void replica.retire()
    this.#replicas = replicas
    this.#list = [...replicas.values()]
    this.#isExpected = isExpected
    this.#callIn()
  }

  /** Throws what keeps a request from being taken right now, if anything does. @throws what {@link enter} throws */
  check(): void {
    const standing = this.#hopeful()
    if (standing === 'coming' || this.held > 0) return this.#checkRoom()
    if (this.#inFlight >= this.#capacity) throw this.#busy()
  }

  /**
   * Takes a place, at once or, while the service comes back, when there is one.
   *
   * @param not The replica that has just failed: another is preferred, and a full bulkhead is waited for.
   * @returns undefined if the exchange was canceled meanwhile
   * @throws NoHealthyUpstream, UpstreamFailing, UpstreamBusy
   */
  enter(entrant: Entrant, not?: Replica): Place | Promise<Place | undefined> {
    const standing = this.#hopeful()
    const place = standing === 'there' && this.held === 0 ? this.#placeAtOnce(entrant, not) : undefined
    if (place) return place
    this.#checkRoom()
    this.#options.onHold?.()
    return this.#waited(entrant)
  }

  /** The replica to ask something of our own; undefined if there is none. */
  choose(): Replica | undefined {
    return chosen(this.#list, { nowMs: this.#now(), random: this.#random })
  }

  /** @returns undefined if there is none and the entrant may wait @throws UpstreamBusy */
  #placeAtOnce({ streams }: Entrant, not?: Replica): Place | undefined {
    if (streams && this.#streams >= this.#capacity * STREAMS_SHARE) throw this.#busy()
    const place = this.#nextPlace(not)
    if (!place && !not) throw this.#busy()
    return place && streams ? this.#counted(place) : place
  }

  async #waited({ exchange, streams }: Entrant): Promise<Place | undefined> {
    const place = await this.#room.wait(exchange)
    if (place === 'late') throw this.#noHealthy('did not come back in time')
    if (place === 'canceled') return undefined
    return streams ? this.#counted(place) : place
  }

  /** Counts a streaming body for as long as it has its place. */
  #counted(place: Place): Place {
    this.#streams += 1
    return new Place(place.replica, ending => {
      this.#streams -= 1
      place.leave(ending)
    })
  }

  /** How it stands, if it will answer at all. @throws NoHealthyUpstream, UpstreamFailing */
  #hopeful(): 'there' | 'coming' {
    const standing = this.#standing()
    if (standing === 'failing' || standing === 'gone') throw this.#refusal(standing)
    return standing
  }

  #standing(): Standing {
    const nowMs = this.#now()
    if (this.#list.some(replica => replica.isAvailable(nowMs))) return 'there'
    const ready = this.#list.filter(replica => replica.ready)
    if (ready.some(replica => replica.isRefusing)) return 'coming'
    if (ready.length > 0) return 'failing'
    return this.#isExpected ? 'coming' : 'gone'
  }

  #nextPlace(not?: Replica): Place | undefined {
    if (this.#inFlight >= this.#capacity) return undefined
    const replica = chosen(this.#list, { nowMs: this.#now(), random: this.#random, not })
    return replica && this.#placeAt(replica)
  }

  #placeAt(replica: Replica): Place {
    const record = replica.enter()
    this.#inFlight += 1
    return new Place(replica, ending => {
      this.#inFlight -= 1
      record(ending, this.#now())
      if (this.held > 0) this.#callIn()
    })
  }

  /** To be called after whatever may have changed the answer for those who wait. */
  #callIn(): void {
    if (this.held === 0) return
    const standing = this.#standing()
    if (standing === 'there') this.#room.call(() => this.#nextPlace())
    else if (standing !== 'coming') this.#room.refuse(this.#refusal(standing))
  }

  #newReplica(instance: Instance): Replica {
    const { circuit, onCircuit } = this.#options
    const onChange = (state: CircuitState) => onCircuit?.(instance.id, state)
    return new Replica(instance, { circuit: { ...circuit, onChange }, onReturn: () => this.#callIn() })
  }

  #checkRoom(): void {
    if (this.#room.isFull) throw this.#noHealthy(`is awaited by ${this.held} requests, which is the limit`)
  }

  #refusal(standing: 'failing' | 'gone'): Problem {
    return standing === 'gone' ? this.#noHealthy('has no replica that is ready') : this.#failing()
  }

  #noHealthy(why: string): Problem {
    return new NoHealthyUpstream(`${this.name} ${why}.`, { headers: { 'retry-after': '1' } })
  }

  #failing(): Problem {
    const waits = this.#list.filter(({ ready }) => ready).map(({ circuit }) => circuit.waitMs(this.#now()))
    const headers = { 'retry-after': String(Math.max(1, Math.ceil(Math.min(...waits) / 1_000))) }
    return new UpstreamFailing(`${this.name} has failed repeatedly and is given time to recover.`, {
      headers,
    })
  }

  #busy(): Problem {
    const detail = `As many requests to ${this.name} are under way as may be: ${this.#capacity}, half of them uploads.`
    return new UpstreamBusy(detail, { headers: { 'retry-after': '1' } })
  }
}
