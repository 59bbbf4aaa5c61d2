import type { Contract } from '../contract.js'
import { dataSchemaOf } from '../event.js'
import { type ContractSnapshot, snapshotOf } from './snapshot.js'

/** A version of an event as a contract declares it: plain JSON, to be told to others. */
export interface DeclaredEvent {
  readonly type: string
  readonly version: number
  readonly summary: string
  readonly dataschema: string
  /** The part of the contract's snapshot that is about this event alone. */
  readonly snapshot: ContractSnapshot
}

/** The events of a contract, each in the version it has today. */
export function declaredEvents(contract: Contract): DeclaredEvent[] {
  return Object.values(contract.events).map(event => {
    const { type, version, summary } = event
    const alone = { ...contract, version: '1.0.0', routes: {}, events: { event } }
    return { type, version, summary, dataschema: dataSchemaOf(event), snapshot: snapshotOf(alone) }
  })
}
