import { type Contract, type Operation, operationsOf } from '@azora/contracts'
import type { Metrics, RequestObserver } from '../observability/metrics.js'
import type { ActiveOperation } from './active-operation.js'
import type { Implementation } from './implement.js'
import { inputReader, type ReadInput } from './input.js'

/** A handler as the pipeline calls it, after the contract has vouched for its types. */
export type BoundHandler = (request: Readonly<Record<string, unknown>>) => unknown

/** What a WebSocket tells, some messages at a time. */
export type Told = AsyncIterable<readonly object[]>

/** A teller as WebSockets call it. */
export type BoundTeller = (request: Readonly<Record<string, unknown>>) => PromiseOr<Told>

type PromiseOr<T> = T | Promise<T>

/** An operation with everything looked up that a request would otherwise have to look up. */
export interface BoundOperation extends Operation {
  handler: BoundHandler
  /** Only where there is a WebSocket. */
  teller?: BoundTeller
  observer: RequestObserver
  readInput: ReadInput
}

/** True for the operations of this service's own contract. */
export function isBound(operation: ActiveOperation | undefined): operation is BoundOperation {
  return operation !== undefined && 'handler' in operation
}

/**
 * Pairs every operation of a contract with its handler.
 *
 * @param prefix Stands before the ids of the operations.
 * @throws TypeError naming a resource nobody implements.
 */
export function bindOperations(
  contract: Contract,
  implementation: Implementation<Contract>,
  { metrics, prefix = '' }: { metrics: Metrics; prefix?: string },
): BoundOperation[] {
  return operationsOf(contract).map(operation => {
    const { handlers, tellers } = (implementation[operation.resource] ?? {}) as Bindings
    const handler = handlers?.[operation.name]
    const teller = tellers?.[operation.name]
    if (!handler || (operation.messages && !teller))
      throw new TypeError(`${contract.name} declares ${operation.id} but nothing implements it`)
    const id = `${prefix}${operation.id}`
    return {
      ...operation,
      id,
      handler,
      ...(teller && { teller }),
      observer: metrics.requests(operation.method, id),
      readInput: inputReader(operation),
    }
  })
}

/** What implements a resource, its types vouched for by the contract. */
interface Bindings {
  handlers?: Readonly<Record<string, BoundHandler>>
  tellers?: Readonly<Record<string, BoundTeller>>
}
