import type { Tokens } from '@azora/contracts/auth'
import type { AccountRecord } from '../accounts/account.js'
import type { Use } from '../use.js'
import { refreshToken } from './refresh-token.js'
import type { OpenSession } from './repository.js'

/** The newest tokens of a session. */
export async function tokensOf(use: Use, account: AccountRecord, open: OpenSession): Promise<Tokens> {
  const { session, refreshKey } = open
  return {
    ...(await use.accessTokens.forUser(account, session)),
    refreshToken: refreshToken(session.id, session.refreshCounter, refreshKey),
    sessionId: session.id,
  }
}
