import { Histogram, type Registry } from 'prom-client'

const NAME = 'outgoing_request_duration_seconds'
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** One request that was sent to somebody. */
export interface OutgoingCall {
  callee: string
  operation: string
  /** The status, or the code of the failure. */
  outcome: string
  tookMs: number
}

/** Records a request sent to another service or to the outside. */
export function observeOutgoing(
  registry: Registry,
  { callee, operation, outcome, tookMs }: OutgoingCall,
): void {
  histogramOf(registry).observe({ callee, operation, outcome }, tookMs / 1_000)
}

function histogramOf(registry: Registry): Histogram {
  const known = registry.getSingleMetric(NAME)
  if (known instanceof Histogram) return known
  return new Histogram({
    name: NAME,
    help: 'Duration of requests sent to other services and to the outside',
    labelNames: ['callee', 'operation', 'outcome'],
    buckets: SECONDS,
    registers: [registry],
  })
}
