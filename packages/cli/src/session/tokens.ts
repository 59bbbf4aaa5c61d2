import { auth } from '@azora/contracts/auth'
import { isProblem } from '@azora/contracts/problem'
import { createClient } from '@azora/sdk/client'
import { dropSession, readSession, type Session, writeSession } from './session-file.js'

/** Seconds before its end from which a token is not worth sending. */
const MARGIN_SECONDS = 10

/**
 * The access token of the session of a checkout at this gateway, refreshed when it has expired or was refused.
 * Undefined if nobody is signed in there.
 */
export function sessionTokens(root: string, gateway: string) {
  return async (refused?: string): Promise<string | undefined> => {
    const session = await readSession(root)
    if (!session || session.url !== gateway) return undefined
    const isFresh = Date.parse(session.expiresAt) > Date.now() + MARGIN_SECONDS * 1000
    if (isFresh && session.accessToken !== refused) return session.accessToken
    return refreshed(root, session)
  }
}

async function refreshed(root: string, session: Session) {
  const client = createClient(auth, { baseUrl: `${session.url}/auth` })
  try {
    const { refreshToken } = session
    const tokens = await client.sessions.refresh({ body: { refreshToken } })
    const { accessToken, expiresAt } = tokens
    await writeSession(root, { ...session, accessToken, expiresAt, refreshToken: tokens.refreshToken })
    return accessToken
  } catch (error) {
    if (!isProblem(error) || error.status >= 500) throw error
    // The session has ended: calls go on without it, and say what needs one.
    await dropSession(root)
    return undefined
  }
}
