import type { Redis } from 'ioredis'
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
 * most every 2 s. Waits for the first connection a second at most: a service starts without Redis and finds it later.
 *
 * The driver is loaded here and not before: a service without Redis is spared its 8 MB.
 */
export async function openRedis(
  url: string,
  options: RedisOptions,
  failed: (error: unknown) => void,
): Promise<Redis> {
  const { Redis } = await import('ioredis')
  const { keyPrefix, commandTimeoutMs = 500 } = options
  const client = new Redis(url, {
    lazyConnect: true,
    keyPrefix,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 2_000,
    // A connection that owes an answer for so long is dead, whatever TCP believes; commands would pile up on it.
    socketTimeout: 2 * commandTimeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: attempt => Math.min(LONGEST_RECONNECT_PAUSE_MS, 50 * 2 ** Math.min(attempt, 6)),
  })
  client.on('error', failed)
  await atMost(
    FIRST_CONNECTION_MS,
    client.connect().catch(() => undefined),
  )
  return client
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const longEnough = new Promise(resolve => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, longEnough])
  clearTimeout(timer)
}

/** A Redis as a resource of a service. */
export interface RedisResource extends Resource {
  /** The connection. There once the service has started; a `TypeError` before. */
  readonly client: Redis
}

/**
 * Declares a Redis. It is optional by nature: what is in it can be rebuilt, so its absence degrades `/health` and leaves
 * the service ready.
 */
export function redis(url: string, options: RedisOptions = {}): RedisResource {
  let client: Redis | undefined
  const connected = () => {
    if (!client) throw new TypeError('a Redis is used before the service has started')
    return client
  }
  return {
    get client() {
      return connected()
    },
    required: false,
    async start(kit: Kit) {
      client = await openRedis(url, options, error => kit.log.debug('redis', { error }))
    },
    stop: () => client?.disconnect(),
    async check() {
      await connected().ping()
    },
  }
}
