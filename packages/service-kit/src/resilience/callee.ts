import type { Kit, Resource } from '../resource.js'
import { type CircuitBreaker, circuitBreaker } from './circuit-breaker.js'
import { speaksAgainstCallee } from './guarded-adapter.js'
import type { HostGuard } from './host-guard.js'
import { type OutgoingCall, observeOutgoing } from './outgoing-metrics.js'

/**
 * Somebody this service calls, as a resource: where requests to it may go, the breaker that spares it, and what is
 * measured of them. It is optional: a callee in trouble degrades `/health` and leaves the service ready.
 */
export class Callee implements Resource {
  readonly required = false
  readonly name: string
  readonly guard: HostGuard
  /** Opens when half of ten calls within 10 s have failed, for 5 s. */
  readonly breaker: CircuitBreaker
  #kit: Kit | undefined

  constructor(name: string, guard: HostGuard) {
    this.name = name
    this.guard = guard
    this.breaker = circuitBreaker({
      name,
      isFailure: speaksAgainstCallee,
      onState: state => this.#kit?.log.warn(`the circuit to ${name} is ${state}`),
    })
  }

  /** What the service lends; undefined before it has started. */
  get kit(): Kit | undefined {
    return this.#kit
  }

  start(kit: Kit): void {
    this.#kit = kit
  }

  stop(): void {
    this.breaker[Symbol.dispose]()
    this.guard.close()
  }

  check(): void {
    if (this.breaker.state === 'open')
      throw new Error(`${this.name} failed too often just now and is being spared`)
  }

  /** Measures a request that was sent. */
  observe(call: Omit<OutgoingCall, 'callee'>): void {
    if (this.#kit) observeOutgoing(this.#kit.metrics.registry, { callee: this.name, ...call })
  }
}
