import type { Clock } from './clock.js'
import type { Transport } from './events/transport/transport.js'
import type { Logger } from './observability/logger.js'
import type { Metrics } from './observability/metrics.js'

/** What the kit lends to everything that lives in a service. */
export interface Kit {
  readonly service: string
  readonly log: Logger
  readonly metrics: Metrics
  readonly clock: Clock
  /** In a test, what carries events instead of what the configuration names. */
  readonly transport?: Transport | undefined
}

/**
 * Something with a life: a database, a cache, a subscription. Resources start in the order of their declaration and
 * stop in reverse. A resource whose start failed half-way is stopped too, so `stop` must bear that.
 */
export interface Resource {
  start?(kit: Kit): Promise<void> | void
  stop?(): Promise<void> | void
  /** Resolves while the resource works, throws what is wrong otherwise. Asked by `/readyz` and `/health`. */
  check?(): Promise<void> | void
  /** Whether the service is unready without it. Default true; an optional resource only degrades `/health`. */
  readonly required?: boolean
  /** How long its `stop` may take; default: the service's `STOP_MS`. */
  readonly stopDeadlineMs?: number
}

/** What `resources()` returns: resources and plain values by name. */
export type Resources = Readonly<Record<string, unknown>>

/** True for values that take part in the lifecycle. */
export function isResource(value: unknown): value is Resource {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['start', 'stop', 'check'].some(verb => typeof Reflect.get(value, verb) === 'function')
  )
}
