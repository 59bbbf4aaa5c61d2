import { problem } from '@azora/contracts'

/** The breaker of the service behind the route is open: it failed too often lately and is left alone for a while. */
export const CircuitOpen = problem(
  'circuit-open',
  503,
  'The service behind this route has failed repeatedly and is given time to recover',
)

/** The service is known, but none of its replicas is ready. */
export const NoHealthyUpstream = problem(
  'no-healthy-upstream',
  503,
  'No replica of the service behind this route is ready',
)

/** The bulkhead is full: as many requests as the gateway allows are under way to that service. */
export const UpstreamBusy = problem(
  'upstream-busy',
  503,
  'The service behind this route is handling as many requests as it may',
)
