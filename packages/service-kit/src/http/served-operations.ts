import { type Operation, operationsOf } from '@azora/contracts'
import { operations } from '@azora/contracts/operations'
import type { Metrics } from '../observability/metrics.js'
import type { Service } from '../service.js'
import type { Implementation } from './implement.js'
import { type BoundOperation, bindOperations } from './operations.js'

/** What answers the operations of a service. */
export interface Answering {
  use: unknown
  /** What the kit answers beside the contract, in a service with events. */
  operators: Implementation<typeof operations> | undefined
  metrics: Metrics
}

/**
 * Every operation a service answers: those of its contract, then what the kit serves operators, under names and paths
 * (`operations.…`, `/v1/operations/…`) that no contract has. A service that forwards answers none itself.
 */
export function servedOperations(
  { contract, definition }: Service,
  { use, operators, metrics }: Answering,
): BoundOperation[] {
  if (definition.forward) return []
  const own = bindOperations(contract, definition.routes(use), { metrics })
  if (!operators) return own
  return [...own, ...bindOperations(operations, operators, { metrics, prefix: 'operations.' })]
}

/** What a service says that it answers: one that forwards has its contract answered behind it. */
export function toldOperations(
  { contract, definition }: Service,
  served: readonly BoundOperation[],
): readonly Operation[] {
  return definition.forward ? operationsOf(contract) : served
}
