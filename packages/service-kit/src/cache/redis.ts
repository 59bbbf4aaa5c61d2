import { Redis } from 'ioredis'
import type { Kit, Resource } from '../resource.js'

/** How a connection to Redis behaves. */
export interface RedisOptions {
  /** What every key begins with, so that services sharing a Redis do not meet. */
  keyPrefix?: string
  /** How long a command may take. Default 500. */
  commandTimeoutMs?: number
}

const LONGEST_RECONNECT_PAUSE_MS = 2_000
const FIRST_CONNECTION_MS = 1_000

/**
 * Opens a connection that fails fast: while Redis is away no command waits in a queue, and it is looked for again at
 * most every 2 s. Nothing is sent before the first use or {@link untilReady}.
 */
export function openRedis(url: string, { keyPrefix, commandTimeoutMs = 500 }: RedisOptions = {}): Redis {
  const client = new Redis(url, {
    lazyConnect: true,
    keyPrefix,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 2_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: attempt => Math.min(LONGEST_RECONNECT_PAUSE_MS, 50 * 2 ** Math.min(attempt, 6)),
  })
  // Without a listener Node would end the process; whoever owns the connection adds one that tells.
  client.on('error', () => undefined)
  return client
}

/** Waits for the connection, a second at most: a service starts without Redis and finds it later. */
export async function untilReady(client: Redis): Promise<void> {
  const connecting = client.connect().catch(() => undefined)
  let timer: NodeJS.Timeout | undefined
  const longEnough = new Promise(resolve => {
    timer = setTimeout(resolve, FIRST_CONNECTION_MS)
  })
  await Promise.race([connecting, longEnough])
  clearTimeout(timer)
}

/** A Redis as a resource of a service. */
export interface RedisResource extends Resource {
  readonly client: Redis
}

/**
 * Declares a Redis. It is optional by nature: what is in it can be rebuilt, so its absence degrades `/health` and leaves
 * the service ready.
 */
export function redis(url: string, options: RedisOptions = {}): RedisResource {
  const client = openRedis(url, options)
  return {
    client,
    required: false,
    async start(kit: Kit) {
      client.on('error', error => kit.log.debug('redis', { error }))
      await untilReady(client)
    },
    stop: () => client.disconnect(),
    async check() {
      await client.ping()
    },
  }
}
