import type pg from 'pg'
import { KafkaTransport } from './kafka/kafka-transport.js'
import { PostgresTransport } from './postgres/postgres-transport.js'
import { RabbitmqTransport } from './rabbitmq/rabbitmq-transport.js'
import { RedisTransport } from './redis/redis-transport.js'
import type { Transport } from './transport.js'

/** What a transport is made from. */
export interface TransportOptions {
  /** `EVENT_TRANSPORT`. */
  url: string
  /** The service's own database. */
  pool: pg.Pool
  instance?: string | undefined
}

const BY_PROTOCOL: Readonly<Record<string, (options: TransportOptions) => Transport>> = {
  'amqp:': options => new RabbitmqTransport(options),
  'amqps:': options => new RabbitmqTransport(options),
  'kafka:': options => new KafkaTransport(options),
  'kafkas:': options => new KafkaTransport(options),
  'postgres:': options => new PostgresTransport(options),
  'postgresql:': options => new PostgresTransport(options),
  'redis:': options => new RedisTransport(options),
  'rediss:': options => new RedisTransport(options),
}

const PROTOCOL = /^[a-z]+:/

/** The transport an address asks for. @throws {TypeError} If there is none for its protocol. */
export function transportOf(options: TransportOptions): Transport {
  const [protocol = ''] = PROTOCOL.exec(options.url) ?? []
  const make = BY_PROTOCOL[protocol]
  if (make) return make(options)
  const known = Object.keys(BY_PROTOCOL).join(', ')
  throw new TypeError(
    `EVENT_TRANSPORT names ${protocol}, for which there is no transport; there are ${known}`,
  )
}
