import type { Contract } from '@azora/contracts'
import type { Clock } from '../clock.js'
import type { Database } from '../data/database.js'
import type { FlowParts } from './flow.js'

/** What operators' requests work on. */
export interface OperationParts extends Pick<FlowParts, 'handlers' | 'carried'> {
  contract: Contract
  database: Database
  clock: Clock
  /** Has what waits looked at, now. */
  wake: () => void
}
