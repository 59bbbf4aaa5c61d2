import type { Redis } from 'ioredis'
import { openRedis } from '../../../cache/redis.js'
import { at } from '../../fault-point.js'
import type { Ears } from '../lanes/lane-log.js'
import { PUBLISH_TIMEOUT_MS } from '../transport.js'
import { REPLICA, redisFault } from './redis-faults.js'
import { type RedisServer, redisServer } from './redis-server.js'

// Twice in a row, meeting the server and the command itself, within the time of a publish; and time for the first connection.
const COMMAND_TIMEOUT_MS = PUBLISH_TIMEOUT_MS * 0.4

/** A way to the server of events. Whatever server answers is looked at first: another may stand at the address since. */
export class RedisConnection {
  readonly #url: string
  #client: Promise<Redis> | undefined
  #met: Promise<RedisServer> | undefined
  #isDurable = true

  constructor(url: string) {
    this.#url = url
  }

  /** Whether what the server confirms survives its process, as it has last said. Supposed until it is met. */
  get isDurable(): boolean {
    return this.#isDurable
  }

  /** Does something on the server. Rejects while it is away, or not fit for events, saying what is the matter. */
  async use<Result>(work: (client: Redis, server: RedisServer) => Promise<Result>): Promise<Result> {
    const client = await at('redis.client', () => (this.#client ??= this.#open()))
    try {
      const server = await at('redis.server', () => (this.#met ??= this.#meet(client)))
      return await at('redis.work', () => work(client, server))
    } catch (error) {
      const fault = redisFault(error)
      // The primary may have moved, and its name with it.
      if (fault.message === REPLICA) client.disconnect(true)
      throw fault
    }
  }

  /** A connection that hears what is published on a channel, and never comes back once it is lost. */
  async listen(channel: string, heard: () => void, lost: (ears: Ears) => void): Promise<Ears> {
    const client = await at('redis.other', () => (this.#client ??= this.#open()))
    const own = client.duplicate({ lazyConnect: true, retryStrategy: () => null })
    own.on('error', () => undefined).on('message', heard)
    const ears = { close: async () => own.disconnect() }
    try {
      await at('redis.connect', () => own.connect())
      await at('redis.subscribe', () => own.subscribe(channel))
      if (own.status !== 'ready') throw new Error('Connection is closed')
    } catch (error) {
      own.disconnect()
      throw redisFault(error)
    }
    own.on('close', () => lost(ears))
    return ears
  }

  async close(): Promise<void> {
    const client = await at('redis.opened', async () => this.#client)
    client?.disconnect()
  }

  async #open(): Promise<Redis> {
    const options = { commandTimeoutMs: COMMAND_TIMEOUT_MS }
    const client = await at('redis.open', () => openRedis(this.#url, options, () => undefined))
    return client.on('close', () => {
      this.#met = undefined
    })
  }

  async #meet(client: Redis): Promise<RedisServer> {
    try {
      const server = redisServer(await at('redis.info', () => client.info()))
      this.#isDurable = server.isDurable
      return server
    } catch (error) {
      this.#met = undefined
      throw error
    }
  }
}
