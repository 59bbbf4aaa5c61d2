import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { LogTransport } from '../lanes/log-transport.js'
import { PostgresLeases } from '../postgres/postgres-leases.js'
import { RabbitmqLog } from './rabbitmq-log.js'

/** The options of {@link RabbitmqTransport}. */
export interface RabbitmqTransportOptions {
  /** `amqp://user:password@host:5672/vhost`, or `amqps:`. */
  url: string
  /** The service's own database, where it notes how far it has read. */
  pool: pg.Pool
  /** Name of this process; one that is started again under it goes on with its lanes at once. Default: a random one. */
  instance?: string | undefined
}

/** Carries events through streams of RabbitMQ (3.9 or newer), one a lane. Readers keep their cursors in their own databases. */
export class RabbitmqTransport extends LogTransport {
  constructor({ url, pool, instance = randomUUID() }: RabbitmqTransportOptions) {
    super({ name: 'rabbitmq', log: new RabbitmqLog(url), leases: new PostgresLeases(pool, instance) })
  }
}
