import type { Operation } from '@azora/contracts'
import type { RequestObserver } from '../observability/metrics.js'

/** What the pipeline must know of an operation to admit, limit, time and measure a request for it. */
export type ActiveOperation = Pick<Operation, 'id' | 'access' | 'rateLimit' | 'timeoutMs'> & {
  observer: RequestObserver
}
