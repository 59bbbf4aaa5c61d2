import { NotFound } from '@azora/contracts'
import { auth } from '@azora/contracts/auth'
import { implement, keyset } from '@azora/service-kit'
import * as z from 'zod'
import { normalEmail } from '../accounts/account.js'
import type { Use } from '../use.js'

const newestFirst = keyset('mailbox', z.object({ id: z.uuid() }))

export const mailboxRoutes = ({ courier, outbox }: Use) =>
  implement(auth.routes.mailbox).with({
    list: async ({ query }) => {
      if (!courier.keeps) throw new NotFound('Mail goes out here; none is kept.')
      await courier.deliverAll()
      const before = newestFirst.read(query.cursor)?.id ?? null
      const to = query.to && normalEmail(query.to)
      const rows = await outbox.kept({ to, before, limit: query.limit })
      const { items, nextCursor } = newestFirst.page(rows, query.limit, ({ id }) => ({ id }))
      const mails = items.map(({ id, recipient, subject, text, sentAt, createdAt }) => ({
        id,
        to: recipient,
        subject: subject ?? '',
        text: text ?? '',
        sentAt: (sentAt ?? createdAt).toISOString(),
      }))
      return { items: mails, nextCursor }
    },
  })
