import { type Contract, IdempotencyKeyReused, type Problem } from '@azora/contracts'
import type { InternalAxiosRequestConfig } from 'axios'
import type { Adapter } from '../runtime/options.js'
import type { Answering, Answers, Trouble } from './answers.js'
import type { Received } from './received.js'
import { type Reply, refusal, replyTo } from './replies.js'
import { type Find, finderOf, type Match } from './route-match.js'

/** A call that reached the platform. */
export interface RecordedCall {
  /** `education.courses.create`; the path where there is no such operation. */
  operation: string
  headers: Readonly<Record<string, string>>
  /** 0 where no answer was given. */
  status: number
}

/** What a client of the platform is made with. */
export interface MemoryOptions {
  baseUrl: string
  adapter: Adapter
}

const BASE_URL = 'http://platform.test'

/**
 * A platform in memory, for the tests of those who use the SDK. It holds requests and answers against the contracts, as
 * real services do, stores replies by idempotency key, remembers what was called, and goes wrong when told to.
 *
 * ```ts
 * const platform = memoryPlatform(education).answer(education, { levels: { list: () => ({ items: [], nextCursor: null }) } })
 * const azora = new Azora(platform.options)
 * ```
 */
export function memoryPlatform(...contracts: readonly Contract[]): MemoryPlatform {
  return new MemoryPlatform(contracts)
}

/** Made by {@link memoryPlatform}. */
export class MemoryPlatform {
  /** Every call that arrived, in order, those that were refused included. */
  readonly calls: RecordedCall[] = []
  readonly #find: Find
  readonly #answers = new Map<string, Answering>()
  readonly #troubles = new Map<string, (Trouble | Problem)[]>()
  readonly #stored = new Map<string, { text: string | undefined; reply: Promise<Reply> }>()

  constructor(contracts: readonly Contract[]) {
    this.#find = finderOf(contracts)
  }

  /** What to make an `Azora` with. */
  get options(): MemoryOptions {
    return { baseUrl: BASE_URL, adapter: config => this.#receive(config) }
  }

  /** What to make a `createClient` of one service with. */
  optionsFor({ name }: Pick<Contract, 'name'>): MemoryOptions {
    return { ...this.options, baseUrl: `${BASE_URL}/${name}` }
  }

  /** Sets how routes answer. One without an answer fails with `no-answer-prepared`. */
  answer<C extends Contract>({ name }: C, answers: Answers<C>): this {
    for (const [resource, routes] of Object.entries<object | undefined>(answers)) {
      for (const [route, answering] of Object.entries<Answering>({ ...routes })) {
        this.#answers.set(`${name}.${resource}.${route}`, answering)
      }
    }
    return this
  }

  /** Lets the next calls of an operation go wrong, one after the other: `trouble('auth.accounts.me', 'silence')`. */
  trouble(operation: string, ...troubles: readonly (Trouble | Problem)[]): this {
    this.#troubles.set(operation, [...(this.#troubles.get(operation) ?? []), ...troubles])
    return this
  }

  async #receive(config: InternalAxiosRequestConfig) {
    const { pathname, searchParams: search } = new URL(config.url ?? '', BASE_URL)
    const match = this.#find((config.method ?? 'get').toUpperCase(), pathname)
    const headers = headersOf(config)
    const call = {
      operation: match ? `${match.service}.${match.operation.id}` : pathname,
      headers,
      status: 0,
    }
    this.calls.push(call)
    const received = { params: match?.params ?? {}, search, headers, text: config.data }
    const {
      status,
      headers: sent,
      text,
    } = await this.#troubled(call.operation, () => this.#reply(match, received))
    call.status = status
    return { status, statusText: '', headers: sent, data: text, config }
  }

  async #troubled(operation: string, reply: () => Promise<Reply>): Promise<Reply> {
    const trouble = this.#troubles.get(operation)?.shift()
    if (trouble === undefined) return reply()
    if (trouble === 'no-connection') throw new Error('the connection was refused')
    if (trouble === 'silence') return new Promise(() => {})
    if (trouble === 'nonsense')
      return { status: 200, headers: { 'content-type': 'text/html' }, text: '<h1>It works!</h1>' }
    if (trouble !== 'lost-answer') return refusal(trouble)
    await reply()
    throw new Error('the connection broke before the answer')
  }

  /** A key that was seen gets the reply it got before. Refusals took no effect: they are not stored. */
  #reply(match: Match | undefined, received: Received): Promise<Reply> {
    const name = match ? `${match.service}.${match.operation.id}` : ''
    const make = () => replyTo(match, received, this.#answers.get(name))
    const key = received.headers['idempotency-key']
    if (!key || match?.operation.idempotency === 'ignored') return make()
    const id = JSON.stringify([name, received.headers['authorization'], key])
    const stored = this.#stored.get(id) ?? { text: received.text, reply: this.#storing(id, make()) }
    this.#stored.set(id, stored)
    return stored.text === received.text ? stored.reply : Promise.resolve(refusal(new IdempotencyKeyReused()))
  }

  async #storing(id: string, reply: Promise<Reply>): Promise<Reply> {
    const made = await reply
    if (made.status >= 400) this.#stored.delete(id)
    return made
  }
}

function headersOf({ headers }: InternalAxiosRequestConfig): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers.toJSON()).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}
