import { type Answer, CallPromise } from './call-promise.js'
import { traced } from './call-site.js'
import type { Endpoints, Parts } from './endpoint.js'
import type { RequestOptions } from './options.js'
import type { Page } from './page.js'
import { PagePromise } from './page-promise.js'
import { perform } from './perform.js'
import type { Runtime } from './runtime.js'

/** Calls the operations of one service. */
export class Caller {
  readonly #runtime: Runtime
  readonly #service: string
  readonly #endpoints: Endpoints

  /** @param service Its name at the gateway; empty where `baseUrl` is the service itself. */
  constructor(runtime: Runtime, service: string, endpoints: Endpoints) {
    this.#runtime = runtime
    this.#service = service
    this.#endpoints = endpoints
  }

  /** Calls an operation. What it comes back with is taken to be what the contract declares. */
  call<T>(operation: string, parts: Parts = {}, options: RequestOptions = {}): CallPromise<T> {
    return new CallPromise<T>(this.#answer(operation, parts, options))
  }

  /** Calls a list operation. */
  page<Item>(operation: string, parts: Parts = {}, options: RequestOptions = {}): PagePromise<Item> {
    const at = (query: object | undefined): Promise<Answer<Page<Item>>> =>
      this.#answer(operation, { ...parts, query }, options)
    return new PagePromise<Item>(at(parts.query), cursor => at({ ...parts.query, cursor }))
  }

  async #answer<T>(operation: string, parts: Parts, options: RequestOptions): Promise<Answer<T>> {
    const endpoint = this.#endpoints[operation]
    if (!endpoint) throw new TypeError(`There is no operation ${operation}`)
    const call = { service: this.#service, operation, endpoint, parts, options }
    return (await traced(perform(call, this.#runtime), new Error())) as Answer<T>
  }
}
