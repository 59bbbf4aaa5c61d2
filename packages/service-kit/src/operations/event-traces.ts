import type { CloudEvent } from '@azora/contracts'
import type { EventTraces, PublishedEvent, PublishedQuery } from '@azora/contracts/operations'
import type { Queryable } from '../data/queryable.js'
import type { Failure } from '../events/dead-letters/failure.js'

interface Published {
  event: CloudEvent
  at: Date
  sentAt: Date | null
}

interface Handled {
  handler: string
  state: EventTraces['handlings'][number]['state']
  at: Date | null
  attempts: number
  failures: Failure[]
  deadLetterId: string | null
}

// By the time in its id, for which there is an index; the clocks of service and database may differ.
const PUBLISHED = `
  SELECT event, at, sent_at AS "sentAt" FROM azora.outbox
  WHERE id = $1::uuid AND at BETWEEN $2::timestamptz - interval '10 minutes' AND $2::timestamptz + interval '10 minutes'`
const HANDLED = `
  SELECT handler,
    CASE WHEN i.outcome IN ('handled', 'skipped') THEN i.outcome ELSE coalesce(d.state, 'waiting') END AS state,
    CASE WHEN i.outcome IN ('handled', 'skipped') THEN i.at
      ELSE coalesce((w.failures -> -1 ->> 'at')::timestamptz, d.last_failed_at) END AS at,
    coalesce(i.attempts, 0) + coalesce(w.attempts, 0) AS attempts,
    coalesce(nullif(w.failures, '[]'), d.failures, '[]') AS failures,
    d.id AS "deadLetterId"
  FROM (
    SELECT * FROM azora.inbox WHERE event_id = $1::uuid AND (handler = ANY ($2::text[])
      OR handler IN (SELECT r.handler || '@' || r.id FROM azora.replays r))
  ) AS i
  FULL JOIN (SELECT * FROM azora.waiting WHERE event_id = $1::uuid) AS w USING (handler)
  FULL JOIN (SELECT * FROM azora.dead_letters WHERE event_id = $1::uuid) AS d USING (handler)
  ORDER BY 3 NULLS LAST, handler`

const PUBLISHED_LATELY = `
  SELECT event, at, sent_at AS "sentAt" FROM azora.outbox
  WHERE at > now() - make_interval(mins => $1::int) AND ($2::text IS NULL OR event ->> 'type' = $2)
    AND ($3::text IS NULL OR event ->> 'partitionkey' = $3) AND ($4::text IS NULL OR event ->> 'correlationid' = $4)
  ORDER BY seq DESC LIMIT $5::int`

/** What a service has published, newest first. What was sent more than a day ago is gone from its outbox. */
export async function publishedLately(db: Queryable, query: PublishedQuery): Promise<PublishedEvent[]> {
  const { withinMinutes, type = null, key = null, request = null, limit } = query
  const { rows } = await db.query<Published>(PUBLISHED_LATELY, [withinMinutes, type, key, request, limit])
  return rows.map(shown)
}

const shown = ({ event, at, sentAt }: Published): PublishedEvent => ({
  event,
  at: at.toISOString(),
  sentAt: sentAt?.toISOString() ?? null,
})

/** What a service knows of an event: whether it published it, and what its handlers have made of it. */
export async function eventTraces(
  db: Queryable,
  eventId: string,
  handlers: readonly string[],
): Promise<EventTraces> {
  const [published, handled] = await Promise.all([
    db.query<Published>(PUBLISHED, [eventId, momentOf(eventId)]),
    db.query<Handled>(HANDLED, [eventId, handlers]),
  ])
  const [row] = published.rows
  return {
    published: row ? shown(row) : null,
    handlings: handled.rows.map(({ at, ...rest }) => ({ ...rest, at: at?.toISOString() ?? null })),
  }
}

/** When a UUIDv7 was made (RFC 9562, section 5.7). */
function momentOf(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))
}
