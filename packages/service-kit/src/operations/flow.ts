import type { EventFlow } from '@azora/contracts/operations'
import type { Queryable } from '../data/queryable.js'
import type { EventHandler } from '../events/inbox/subscribe.js'
import type { Subscriptions } from '../events/inbox/subscriptions.js'
import { backlog } from '../events/relay/outbox-rows.js'
import type { Replayer } from '../events/replay/replayer.js'
import type { Transport } from '../events/transport/transport.js'

/** What carries the events of a service, and what runs on it. */
export interface Carried {
  transport: Transport
  subscriptions: Subscriptions
  /** What hands events over again, where what carries them can be read again. */
  replayer: Replayer | undefined
}

/** What events of a service move by. */
export interface FlowParts {
  pool: Queryable
  handlers: readonly EventHandler[]
  /** Without it, events wait. */
  carried: Carried | undefined
}

interface Waiting {
  handler: string
  waiting: number
  deadLetters: number
}

const WAITING = `
  SELECT handler,
    (SELECT count(*)::int FROM azora.waiting w WHERE w.handler = h.handler) AS waiting,
    (SELECT count(*)::int FROM azora.dead_letters d WHERE d.handler = h.handler AND d.state = 'dead') AS "deadLetters"
  FROM unnest($1::text[]) AS h (handler)`

/** How events stand in a service: what waits to be sent, to arrive, to be tried again, and what was given up. */
export async function flowOf({ pool, handlers, carried }: FlowParts): Promise<EventFlow> {
  const names = handlers.map(({ name }) => name)
  const [outbox, lags, { rows }] = await Promise.all([
    backlog(pool),
    carried?.subscriptions.backlogs(),
    pool.query<Waiting>(WAITING, [names]),
  ])
  const waiting = new Map(rows.map(row => [row.handler, row]))
  return {
    transport: carried ? { name: carried.transport.name, ...carried.transport.features } : null,
    outbox,
    handlers: handlers.map(({ name, wants }) => ({
      handler: name,
      wants: [...wants],
      lag: lags?.get(name) ?? null,
      waiting: waiting.get(name)?.waiting ?? 0,
      deadLetters: waiting.get(name)?.deadLetters ?? 0,
    })),
  }
}
