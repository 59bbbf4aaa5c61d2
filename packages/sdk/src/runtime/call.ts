import type { Endpoint, Parts } from './endpoint.js'
import type { RequestOptions } from './options.js'

/** One call as its caller made it. */
export interface Call {
  /** The service's name at the gateway; empty where `baseUrl` is the service itself. */
  readonly service: string
  readonly operation: string
  readonly endpoint: Endpoint
  readonly parts: Parts
  readonly options: RequestOptions
}
