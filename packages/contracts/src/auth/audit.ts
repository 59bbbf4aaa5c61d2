import * as z from 'zod'
import { PageQuery, page } from '../page.js'
import { route } from '../route.js'
import { filled } from '../text.js'

/** Something that was done, written together with what it did. */
export const AuditEntry = z
  .object({
    id: z.string(),
    action: z.string().describe('`session.started`, `user.role-assigned`, …'),
    subject: z.string().describe("What it was done to: a user's id, a session's, a key's."),
    actor: z
      .string()
      .nullable()
      .describe('`user:<id>`, `service:<name>`, or null for somebody not signed in.'),
    at: z.iso.datetime(),
    requestId: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof AuditEntry>

export const audit = {
  list: route.get('/audit', {
    summary: 'List what was done, newest first',
    access: 'permission:audit:read',
    query: PageQuery.extend({
      action: filled(100).optional(),
      actor: filled(100).optional(),
      subject: filled(100).optional(),
    }),
    returns: page(AuditEntry),
  }),
}
