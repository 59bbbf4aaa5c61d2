import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { LogTransport } from '../lanes/log-transport.js'
import { PostgresLeases } from './postgres-leases.js'
import { PostgresLog } from './postgres-log.js'

/** The options of {@link PostgresTransport}. */
export interface PostgresTransportOptions {
  /** Address of the log's database, for this service's role. */
  url: string
  /** The service's own database, where it notes how far it has read. */
  pool: pg.Pool
  /** Name of this process; one that is started again under it goes on with its lanes at once. Default: a random one. */
  instance?: string | undefined
}

/**
 * Carries events through a log in PostgreSQL: nothing to install. Readers keep their cursors in their own databases and are
 * woken by NOTIFY.
 */
export class PostgresTransport extends LogTransport {
  constructor({ url, pool, instance = randomUUID() }: PostgresTransportOptions) {
    super({ name: 'postgresql', log: new PostgresLog(url), leases: new PostgresLeases(pool, instance) })
  }
}
