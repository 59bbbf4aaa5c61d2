import type { auth } from '@azora/contracts/auth'
import type { education } from '@azora/contracts/education'
import type { AuditRecord, Clock, Publish, Sagas, ServiceClient, Streams } from '@azora/service-kit'
import type { repositories } from './repositories.js'

/** What the handlers of this service may use. */
export interface Use extends ReturnType<typeof repositories> {
  clock: Clock
  /** Runs work whose changes are all kept, or none. What the repositories do meanwhile belongs to it. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>
  /** Reads what may be some seconds old, from a standby if there is one. */
  read<Result>(work: () => Promise<Result>): Promise<Result>
  /** The histories of enrollments. */
  streams: Streams
  /** Records who did what, in the transaction of the deed. */
  audit(record: AuditRecord): Promise<void>
  /** Publishes an event, in the transaction of what it tells of. */
  publish: Publish<typeof education>
  /** Starts what takes several steps, in the transaction of what it follows from. */
  sagas: Sagas
  /** Who keeps the accounts. */
  auth: ServiceClient<typeof auth>['api']
}
