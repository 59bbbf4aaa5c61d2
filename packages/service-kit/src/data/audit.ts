import type { Page } from '@azora/contracts'
import * as z from 'zod'
import { type Principal, principalKey } from '../access/principal.js'
import { currentRequest } from '../http/request-context.js'
import { newId } from '../new-id.js'
import { keyset } from './page-cursor.js'
import type { RawClient } from './transaction-scope.js'

/** What was done, for those who will ask later. */
export interface AuditRecord {
  /** `noun.past-participle`: `course.published`, `session.revoked`. */
  action: string
  /** The id of what it was done to. */
  subject: string
  /** Who did it; null for somebody not signed in or the service itself. */
  actor: Principal | null
  /** What else is worth knowing. Never a secret. */
  data?: Readonly<Record<string, unknown>>
}

/** An {@link AuditRecord} as it is read back. */
export interface AuditEntry {
  id: string
  action: string
  subject: string
  /** `user:<id>`, `service:<name>`, or null. */
  actor: string | null
  /** RFC 3339, UTC. */
  at: string
  requestId: string | null
  data: Record<string, unknown>
}

/** Which entries to list. */
export interface AuditQuery {
  action?: string | undefined
  actor?: string | undefined
  subject?: string | undefined
  limit: number
  cursor?: string | undefined
}

const INSERT = `
  INSERT INTO azora.audit (id, at, action, subject, actor, request_id, data)
  VALUES ($1::uuid, now(), $2, $3, $4, $5, $6::jsonb)`
// By the column, not by the text that is selected under its name: that has no index.
const SELECT = `
  SELECT id::text, action, subject, actor, at, request_id AS "requestId", data FROM azora.audit
  WHERE ($1::text IS NULL OR action = $1) AND ($2::text IS NULL OR actor = $2)
    AND ($3::text IS NULL OR subject = $3) AND ($4::uuid IS NULL OR id < $4::uuid)
  ORDER BY audit.id DESC LIMIT $5::int`

/**
 * Writes an audit row in the transaction of what it tells of: there is neither without the other. The id of the request
 * being served is added. Rows are never changed.
 */
export async function audit(
  tx: RawClient,
  { action, subject, actor, data = {} }: AuditRecord,
): Promise<void> {
  const by = actor && principalKey(actor)
  const requestId = currentRequest()?.requestId ?? null
  await tx.$executeRawUnsafe(INSERT, newId(), action, subject, by, requestId, JSON.stringify(data))
}

const newestFirst = keyset('audit', z.object({ id: z.uuid() }))

/** Lists audit rows, newest first. A cursor that is not one of its own is an `InvalidRequest`. */
export async function auditPage(client: RawClient, query: AuditQuery): Promise<Page<AuditEntry>> {
  const { action = null, actor = null, subject = null, limit } = query
  const after = newestFirst.read(query.cursor)
  const rows = await client.$queryRawUnsafe<AuditRow[]>(
    SELECT,
    action,
    actor,
    subject,
    after?.id ?? null,
    limit + 1,
  )
  const page = newestFirst.page(rows, limit, ({ id }) => ({ id }))
  return { ...page, items: page.items.map(row => ({ ...row, at: row.at.toISOString() })) }
}

type AuditRow = Omit<AuditEntry, 'at'> & { at: Date }
