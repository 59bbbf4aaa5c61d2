import type { KitConfig } from '../../config/kit-settings.js'
import type { Database } from '../../data/database.js'
import type { Kit, Resource } from '../../resource.js'
import type { Transport } from '../transport/transport.js'
import { transportOf } from '../transport/transport-of.js'
import { EventFeed, type EventFeedOptions } from './event-feed.js'

/** What the log of the platform's events is reached by. */
export interface EventLogOptions extends EventFeedOptions {
  config: Pick<KitConfig, 'eventTransport' | 'instance'>
  kit: Kit
  database: Pick<Database, 'pool'>
}

/** The log that carries the events of all services, for a service that only looks at it. It publishes and handles nothing here. */
export class EventLog implements Resource {
  readonly required = false
  /** Undefined where what carries the events cannot be read from here. */
  readonly feed: EventFeed | undefined
  readonly #transport: Transport | undefined

  constructor({ config, kit, database, ...options }: EventLogOptions) {
    this.#transport = kit.transport ?? chosen(config, database)
    const { history } = this.#transport ?? {}
    this.feed = history && new EventFeed(history, options)
  }

  /** What carries the events; undefined if nothing is set. */
  get carrier(): string | undefined {
    return this.#transport?.name
  }

  async start(kit: Kit): Promise<void> {
    this.feed?.start(kit)
    await this.#transport?.start?.(kit)
  }

  async stop(): Promise<void> {
    await this.feed?.stop()
    await this.#transport?.stop?.()
  }

  async check(): Promise<void> {
    await this.#transport?.check?.()
  }
}

function chosen(
  { eventTransport: url, instance }: EventLogOptions['config'],
  { pool }: EventLogOptions['database'],
): Transport | undefined {
  return url === undefined ? undefined : transportOf({ url, pool, instance })
}
