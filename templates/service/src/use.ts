import type { AuditRecord, Clock, Publish } from '@azora/service-kit'
import type { sample } from '../contract/index.js'
import type { NoteRepository } from './notes/repository.js'

/** What the handlers of this service may use. */
export interface Use {
  notes: NoteRepository
  clock: Clock
  /** Runs work whose changes are all kept, or none. What the repositories do meanwhile belongs to it. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>
  /** Records who did what, in the transaction of the deed. */
  audit(record: AuditRecord): Promise<void>
  /** Publishes an event, in the transaction of what it tells of. */
  publish: Publish<typeof sample>
}
