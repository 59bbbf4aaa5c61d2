import { type Contract, dataSchemaOf, type EventDefinition } from '@azora/contracts'
import { type ContractSnapshot, changesBetween, snapshotOf } from '@azora/contracts/compatibility'

/** A version of an event as a contract declares it. */
export interface DeclaredSchema {
  type: string
  version: number
  service: string
  summary: string
  dataschema: string
  /** The part of the contract's snapshot that is about this event alone. */
  snapshot: ContractSnapshot
}

/** The events of contracts, each in the version it has today. */
export function declaredSchemas(contracts: readonly Contract[]): DeclaredSchema[] {
  return contracts.flatMap(contract => Object.values(contract.events).map(event => declared(contract, event)))
}

function declared(contract: Contract, event: EventDefinition): DeclaredSchema {
  const { type, version, summary } = event
  return {
    type,
    version,
    summary,
    service: contract.name,
    dataschema: dataSchemaOf(event),
    snapshot: snapshotOf({ ...contract, version: '1.0.0', routes: {}, events: { event } }),
  }
}

/** What a contract says of a version today that it did not say when that was published. */
export function conflictsBetween(published: ContractSnapshot, today: ContractSnapshot): string[] {
  return changesBetween(published, today).map(
    ({ where, message, breaking }) => `${where}: ${message}${breaking ? ' (breaks subscribers)' : ''}`,
  )
}

/** The JSON Schema of an event's data, with what it refers to. */
export function jsonSchemaOf({ events, schemas }: ContractSnapshot, type: string): Record<string, unknown> {
  const data = events[type]?.data ?? {}
  return Object.keys(schemas).length > 0 ? { ...data, $defs: schemas } : { ...data }
}
