import { type ContractSnapshot, changesBetween, type DeclaredEvent } from '@azora/contracts/compatibility'

/** A version of an event as a service declares it. */
export interface DeclaredSchema extends DeclaredEvent {
  service: string
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
