import { setTimeout as wait } from 'node:timers/promises'
import type { EventsDocument, TailRecord } from '../documents/events.js'

const PAUSE_MS = 1_000
const MOST = 100
const REMEMBERED = 10_000

/** What follows events. */
export interface Following {
  /** Asks for the newest, at most so many. */
  ask(limit: number): Promise<EventsDocument>
  /** Begin after this event; undefined: with what is published from now on. */
  after: string | undefined
  signal: AbortSignal
  /** Default: a second. */
  pauseMs?: number
}

/**
 * Events as they are published, each once. It asks once a second: of more than a hundred in between the oldest are left out,
 * which a record of its own says.
 *
 * Known are those that were given, not those before some place: what commits late has an earlier id, and is not missed.
 */
export async function* followed({
  ask,
  after,
  signal,
  pauseMs = PAUSE_MS,
}: Following): AsyncGenerator<TailRecord> {
  const { events: first } = await ask(MOST)
  const old = first.filter(({ event }) => after === undefined || event.id <= after)
  let known = new Set(old.map(({ event }) => event.id))
  while (!signal.aborted) {
    const { events } = await ask(MOST)
    const fresh = events.filter(({ event }) => !known.has(event.id)).toReversed()
    if (fresh.length === MOST) yield { skipped: true }
    yield* fresh
    known = remembered(known, events)
    await wait(pauseMs, undefined, { signal }).catch(() => undefined)
  }
}

function remembered(known: ReadonlySet<string>, events: EventsDocument['events']): Set<string> {
  const now = events.map(({ event }) => event.id)
  return known.size > REMEMBERED ? new Set(now) : new Set([...known, ...now])
}
