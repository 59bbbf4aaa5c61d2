import * as z from 'zod'
import { PageQuery, page } from '../page.js'
import { NotFound } from '../problems.js'
import { route } from '../route.js'
import { Email } from './accounts.js'

/** A mail that was kept instead of sent. */
export const Mail = z
  .object({
    id: z.uuid(),
    to: Email,
    subject: z.string(),
    text: z.string(),
    sentAt: z.iso.datetime(),
  })
  .meta({ id: 'Mail' })
export type Mail = z.infer<typeof Mail>

export const mailbox = {
  list: route.get('/mailbox', {
    summary: 'Read the mails of a local platform, newest first',
    description:
      'Only in the local profile and without an SMTP server; `not-found` elsewhere. Everything queued is delivered first.',
    access: 'permission:mailbox:read',
    query: PageQuery.extend({ to: Email.optional() }),
    returns: page(Mail),
    problems: [NotFound],
  }),
}
