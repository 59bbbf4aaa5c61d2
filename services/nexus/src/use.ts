import type { EventLog } from '@azora/service-kit'
import type { Fleet } from './fleet/fleet.js'
import type { SchemaRegistry } from './schemas/registry.js'

/** What the handlers of this service may use. */
export interface Use {
  fleet: Fleet
  /** The log that carries the events of all services. */
  log: EventLog
  schemas: SchemaRegistry
}
