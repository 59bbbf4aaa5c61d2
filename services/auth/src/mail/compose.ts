import type { AccountRepository } from '../accounts/repository.js'
import type { Purpose } from '../emails/one-time-token.js'
import type { OneTimeTokenRepository } from '../emails/repository.js'
import type { DueMail, MailOutbox } from './outbox.js'
import { type Letter, type Template, write } from './template.js'

/** What writing mails takes. */
export interface Desk {
  accounts: AccountRepository
  oneTimeTokens: OneTimeTokenRepository
  outbox: MailOutbox
  publicUrl: string
}

const MINUTE_MS = 60_000
const QUARTER_HOUR_MS = 15 * MINUTE_MS
/** More mails of one kind than this in a quarter of an hour are somebody pestering somebody. */
const PER_QUARTER_HOUR = 5

/**
 * Writes a mail at the moment it is delivered, so that no token rests in the queue. Null if there is nothing to say: no such
 * account, an address that is verified already, or too many of the kind lately.
 */
export async function compose(
  desk: Desk,
  { recipient, template }: DueMail,
  now: Date,
): Promise<Letter | null> {
  const account = await desk.accounts.findByEmail(recipient)
  if (!account || (template === 'verify-email' && account.verifiedAt)) return null
  const since = new Date(now.getTime() - QUARTER_HOUR_MS)
  if ((await desk.outbox.countSent(recipient, template, since)) >= PER_QUARTER_HOUR) return null
  const token = hasToken(template) ? await desk.oneTimeTokens.issue(account.id, template, now) : null
  return write(template, { token, publicUrl: desk.publicUrl })
}

const hasToken = (template: Template): template is Purpose =>
  template === 'verify-email' || template === 'reset-password'
