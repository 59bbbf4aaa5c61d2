import { Circuit } from './circuit.js'
import { NotConfigured } from './failures.js'
import type { ClientOptions } from './options.js'
import { RetryBudget } from './retry-budget.js'
import { systemTime, type Time } from './time.js'
import { Tokens } from './tokens.js'
import { axiosTransport, type Transport } from './transport.js'

/** What the calls of one client share: transport, tokens, retry budget, clock, and a circuit per service. */
export class Runtime {
  readonly options: ClientOptions
  readonly tokens: Tokens
  readonly budget: RetryBudget | undefined
  readonly time: Time
  readonly #circuits = new Map<string, Circuit | undefined>()
  #transport: Transport | undefined

  constructor(options: ClientOptions) {
    this.options = options
    this.tokens = new Tokens(options.token)
    this.budget = options.retryBudget === false ? undefined : new RetryBudget(options.retryBudget)
    this.time = options.time ?? systemTime
  }

  get transport(): Transport {
    this.#transport ??= axiosTransport(this.options)
    return this.#transport
  }

  /** Where calls go, without a slash at its end. */
  get baseUrl(): string {
    const { baseUrl } = this.options
    const url = typeof baseUrl === 'function' ? baseUrl() : baseUrl
    if (!url)
      throw new NotConfigured(
        '`baseUrl` is missing: where the platform answers, such as http://127.0.0.1:4000',
      )
    return url.replace(/(?<!\/)\/+$/, '')
  }

  circuit(service: string): Circuit | undefined {
    const { circuit } = this.options
    if (circuit === false) return undefined
    const known = this.#circuits.get(service) ?? new Circuit(circuit)
    this.#circuits.set(service, known)
    return known
  }
}
