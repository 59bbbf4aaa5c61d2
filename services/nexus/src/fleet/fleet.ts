import { isProblem, Problem } from '@azora/contracts'
import type { Silent } from '@azora/contracts/nexus'
import { operations } from '@azora/contracts/operations'
import { type Client, createClient, type RequestOptions } from '@azora/sdk/client'
import { bulkhead, currentRequest, type RouteDocument, type RoutedService } from '@azora/service-kit'
import { inTheirName, urlOf } from './asked-for.js'

/** What a service with events answers to operators. */
export type Operators = Client<typeof operations>

/** Asks one service; with how it is to be asked, for what is to take effect once. */
export type Ask<Answer> = (service: Operators, options: RequestOptions) => PromiseLike<Answer>

/** What one service has answered. */
export interface Told<Answer> {
  service: string
  answer: Answer
}

/** What all have answered, and who has not. */
export interface Gathered<Answer> {
  told: Told<Answer>[]
  silent: Silent[]
}

/** How many services are asked at once, over all requests. */
const AT_ONCE = 16
/** One that takes longer is left out of the answer. */
const TIMEOUT_MS = 3_000
const SERVER_FAULT = 500
const RATE_LIMITED = 429

/**
 * The services that run and have events, asked in the name of whoever asks us: what they refuse them they refuse us.
 *
 * They are asked directly, one ready instance of each. An answer of some is better than none: who does not answer is
 * named beside it. Only what a service says of the request itself (its cursor, the caller's rights) is the whole answer.
 */
export class Fleet {
  readonly #turns = bulkhead({ capacity: AT_ONCE, queue: Number.POSITIVE_INFINITY })
  #members: readonly RoutedService[] = []

  /** The services there are now. */
  follow({ services }: RouteDocument): void {
    this.#members = services.filter(
      ({ contract }) => contract?.operations.some(({ id }) => id.startsWith(`${operations.name}.`)) ?? false,
    )
  }

  /** Asks every service, or the one that is named. */
  async gather<Answer>(ask: Ask<Answer>, only?: string): Promise<Gathered<Answer>> {
    const asked = this.#members.filter(({ name }) => only === undefined || name === only)
    const answers = await Promise.all(asked.map(member => this.#answer(member, ask)))
    const silent = answers.flatMap(answer => ('reason' in answer ? [answer] : []))
    if (only !== undefined && asked.length === 0) silent.push({ service: only, reason: NOT_THERE })
    return { told: answers.flatMap(answer => ('answer' in answer ? [answer] : [])), silent }
  }

  async #answer<Answer>(member: RoutedService, ask: Ask<Answer>): Promise<Told<Answer> | Silent> {
    const service = member.name
    try {
      const answer = await this.#turns.execute(async () => ask(this.#clientOf(member), onBehalf()))
      return { service, answer }
    } catch (error) {
      if (isProblem(error) && isOfTheRequest(error)) throw passedOn(error)
      return { service, reason: error instanceof Error ? error.message : String(error) }
    }
  }

  /** @throws ServiceNotReached */
  #clientOf(member: RoutedService): Operators {
    const limits = { retries: 0, timeoutMs: TIMEOUT_MS }
    return createClient(operations, { ...inTheirName(), ...limits, baseUrl: urlOf(member) })
  }
}

/** Under the caller's own key: whatever is done by a request that is sent again, each service has done it once. */
const onBehalf = (): RequestOptions => ({ idempotencyKey: currentRequest()?.idempotencyKey })

const NOT_THERE = 'no such service runs, or it has no events'

const isOfTheRequest = ({ status }: Problem) => status < SERVER_FAULT && status !== RATE_LIMITED

/** Asked in the caller's name, it is the caller's problem: told again as our own. */
function passedOn(cause: Problem): Problem {
  const { message, errors, extensions } = cause
  return new Problem(cause, message, { cause, extensions, ...(errors && { errors }) })
}
