import { isProblem } from '@azora/contracts'
import { ServiceNotReached } from '@azora/contracts/nexus'
import { Caller, Runtime } from '@azora/sdk/runtime'
import { type RouteDocument, type RoutedService, withinDeadline } from '@azora/service-kit'
import { inTheirName, urlOf } from '../fleet/asked-for.js'
import type { Command } from './plan.js'
import type { Outcome } from './repository.js'

/** How a command ended, and what it answered. */
export interface Done {
  outcome: Outcome
  result: unknown
}

/** How long a command may take with its repetitions, and what is left of the request then, to note how it ended. */
const DEADLINE_MS = 15_000
const LEFT_MS = 2_000
/** How long each of them may. */
const TIMEOUT_MS = 10_000

/**
 * Runs commands in the name of whoever asks, by their own token: what they may not do, it may not. Sent again, or begun again by
 * somebody else, a command under one key takes effect once.
 */
export class Errands {
  #services: ReadonlyMap<string, RoutedService> = new Map()

  follow({ services }: RouteDocument): void {
    this.#services = new Map(services.map(service => [service.name, service]))
  }

  /** Never throws: how a command fails is an outcome. */
  async run(command: Command, key: string): Promise<Done> {
    const { operation, request } = command
    const { path: _, ...parts } = request
    try {
      const call = this.#callerOf(command).call<unknown>(operation, parts, { idempotencyKey: key })
      const { data, requestId } = await call.withResponse()
      const outcome = { state: 'done', problem: null, requestId, transactionId: transactionOf(data) } as const
      return { outcome, result: data ?? null }
    } catch (error) {
      return { outcome: failedBy(error), result: null }
    }
  }

  /** @throws ServiceNotReached */
  #callerOf({ service, operation, method, request: { path } }: Command): Caller {
    const deadlineMs = Math.max(1, withinDeadline(DEADLINE_MS + LEFT_MS) - LEFT_MS)
    const limits = { retries: 2, timeoutMs: TIMEOUT_MS, deadlineMs }
    const baseUrl = urlOf(this.#services.get(service))
    // Every POST that can be asked for looks at the key: its contract is refused otherwise.
    const endpoint = { method, path, keyed: method === 'POST' }
    return new Caller(new Runtime({ ...inTheirName(), ...limits, baseUrl }), '', { [operation]: endpoint })
  }
}

function failedBy(error: unknown): Outcome {
  // What is no problem tells of addresses inside.
  const { code, status, title, message, requestId } = isProblem(error) ? error : new ServiceNotReached()
  const detail = message === title ? null : message
  return {
    state: 'failed',
    problem: { code, status, title, detail },
    requestId: requestId ?? null,
    transactionId: null,
  }
}

/** What moves something says which transaction it was. */
function transactionOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null) return null
  const id: unknown = Reflect.get(answer, 'transactionId')
  return typeof id === 'string' ? id : null
}
