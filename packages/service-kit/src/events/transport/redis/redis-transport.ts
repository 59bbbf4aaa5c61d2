import { randomUUID } from 'node:crypto'
import { LogTransport } from '../lanes/log-transport.js'
import { RedisConnection } from './redis-connection.js'
import { RedisLeases } from './redis-leases.js'
import { RedisLog } from './redis-log.js'

/** The options of {@link RedisTransport}. */
export interface RedisTransportOptions {
  /** Address of the server, `redis:` or `rediss:`. */
  url: string
  /** Name of this process; one that is started again under it goes on with its lanes at once. Default: a random one. */
  instance?: string | undefined
}

/**
 * Carries events through Redis Streams, one for each lane. Positions are consumer groups, one for each subscription; lanes
 * are shared by leases. As durable as the server is set to be: one that a platform starts writes everything through.
 */
export class RedisTransport extends LogTransport {
  constructor({ url, instance = randomUUID() }: RedisTransportOptions) {
    const redis = new RedisConnection(url)
    super({ name: 'redis', log: new RedisLog(redis), leases: new RedisLeases(redis, instance) })
  }
}
