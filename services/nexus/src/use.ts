import type { AuditRecord, Clock, EventLog } from '@azora/service-kit'
import type { Fleet } from './fleet/fleet.js'
import type { Errands } from './intents/errand.js'
import type { IntentRepository } from './intents/repository.js'
import type { Interpreters } from './intents/understanding.js'
import type { SchemaRegistry } from './schemas/registry.js'

/** What the handlers of this service may use. */
export interface Use {
  fleet: Fleet
  /** The log that carries the events of all services. */
  log: EventLog
  schemas: SchemaRegistry
  intents: IntentRepository
  interpreters: Interpreters
  errands: Errands
  clock: Clock
  /** Runs work whose changes are all kept, or none; in a request under a key they are kept with its answer. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>
  /** The same, kept at once whatever becomes of the request. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>
  /** Records who did what, in the transaction of the deed. */
  audit(record: AuditRecord): Promise<void>
}
