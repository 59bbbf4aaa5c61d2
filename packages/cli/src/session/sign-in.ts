import { auth } from '@azora/contracts/auth'
import { createClient } from '@azora/sdk/client'
import type { Context } from '../context.js'
import type { LoginDocument, LogoutDocument, WhoamiDocument } from '../documents/session.js'
import { UserError } from '../exit.js'
import { askService } from './ask-service.js'
import { gatewayUrl } from './gateway.js'
import { dropSession, readSession, writeSession } from './session-file.js'
import { sessionTokens } from './tokens.js'

/** Signs in at the gateway and keeps the session. */
export async function signIn(
  context: Context,
  { email, password }: { email: string; password: string },
): Promise<LoginDocument> {
  const url = await gatewayUrl(context)
  const known = await readSession(context.root)
  const deviceToken = known?.url === url && known.email === email ? known.deviceToken : undefined
  const client = createClient(auth, { baseUrl: `${url}/auth` })
  const body = { email, password, ...(deviceToken === undefined ? {} : { deviceToken }) }
  const signedIn = await askService(context, auth.name, () => client.sessions.login({ body }))
  const { account, sessionId, expiresAt } = signedIn
  await writeSession(context.root, { ...signedIn, url, email: account.email })
  return { email: account.email, roles: account.roles, sessionId, url, expiresAt }
}

/** Ends the session at the gateway, as far as it can be reached, and forgets it. */
export async function signOut(context: Context): Promise<LogoutDocument> {
  const session = await readSession(context.root)
  if (!session) return { signedOut: false, email: null }
  const token = sessionTokens(context.root, session.url)
  const client = createClient(auth, { baseUrl: `${session.url}/auth`, token, retries: 0 })
  try {
    await client.sessions.logout()
  } catch {
    context.out.say('The platform could not be told: the session ends there by itself.')
  }
  await dropSession(context.root)
  return { signedOut: true, email: session.email }
}

/** Who is signed in, by the platform's own word. @throws {UserError} `not-signed-in` */
export async function whoIs(context: Context): Promise<WhoamiDocument> {
  const url = await gatewayUrl(context)
  const tokens = sessionTokens(context.root, url)
  if (!(await askService(context, auth.name, () => tokens())))
    throw new UserError('not-signed-in', 'Nobody is signed in here')
  const client = createClient(auth, { baseUrl: `${url}/auth`, token: tokens })
  const { id, email, emailVerified, roles, permissions, sessionId, aal } = await askService(
    context,
    auth.name,
    () => client.accounts.me(),
  )
  return { id, email, emailVerified, roles, permissions, sessionId, aal, url }
}
