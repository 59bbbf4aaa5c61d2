import type { Change } from './compatibility/change.js'
import { eventChanges } from './compatibility/events.js'
import { operationChanges } from './compatibility/operations.js'
import type { ContractSnapshot } from './compatibility/snapshot.js'

export type { Change, ChangeKind } from './compatibility/change.js'
export { type DeclaredEvent, declaredEvents } from './compatibility/declared-events.js'
export { type DeclaredIntent, declaredIntent, type Slot } from './compatibility/declared-intent.js'
export { type ContractSnapshot, formatSnapshot, snapshotOf } from './compatibility/snapshot.js'

/**
 * Names every change between an accepted contract and the present one, breaking ones first.
 *
 * A change is breaking when a caller or subscriber written against `before` can fail against `after`. Direction decides:
 * a request may be accepted more widely but never more narrowly, an answer the other way round. Titles, summaries,
 * descriptions and examples are not compared.
 */
export function changesBetween(before: ContractSnapshot, after: ContractSnapshot): Change[] {
  const changes = [...operationChanges(before, after), ...eventChanges(before, after)]
  return changes.toSorted((a, b) => Number(b.breaking) - Number(a.breaking))
}
