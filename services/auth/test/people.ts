import { type auth, auth as contract, type SignedIn } from '@azora/contracts/auth'
import { type Client, createClient } from '@azora/sdk/client'
import { user } from '@azora/service-kit/testing'
import type { App } from './app.js'

export const PASSWORD = 'correct horse battery'

let people = 0

/** An address nobody else in the run has. */
export const newEmail = () => `somebody-${++people}-${Date.now()}@example.com`

/** Somebody with an account, who is signed in. */
export interface Person {
  id: string
  email: string
  /** What the sign-in brought. */
  signedIn: SignedIn
  /** Calls by the access token of the sign-in. */
  client: Client<typeof auth>
}

/** Registers somebody and signs them in. */
export async function somebody(app: App, password = PASSWORD): Promise<Person> {
  const email = newEmail()
  const { id } = await app.client.accounts.register({ body: { email, password } })
  const signedIn = await app.client.sessions.login({ body: { email, password } })
  return { id, email, signedIn, client: clientOf(app, signedIn.accessToken) }
}

/** Calls the service with an access token of its own making. */
export function clientOf(app: App, token: string): Client<typeof auth> {
  return createClient(contract, { baseUrl: app.url, token, retries: 0, circuit: false, retryBudget: false })
}

/** Somebody with every permission, by the test's own token. */
export const admin = (app: App) => app.as(user({ roles: ['admin'], permissions: ['*:*'] }))

/** The newest mail to somebody, and the token in it. */
export async function mailTo(
  app: App,
  email: string,
): Promise<{ subject: string; text: string; token: string }> {
  const { items } = await (await admin(app)).mailbox.list({ query: { to: email, limit: 1 } })
  const [mail] = items
  if (!mail) throw new Error(`no mail has come to ${email}`)
  return { subject: mail.subject, text: mail.text, token: /token=([\w-]+)/.exec(mail.text)?.[1] ?? '' }
}

/** The code of the problem a call ends in; 'none' if it succeeds. */
export async function problemOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'none'
  } catch (error) {
    return String((error as { code?: unknown }).code ?? error)
  }
}

/** The same call so many times at the same moment, and how often it ended in what. */
export async function atOnce(
  times: number,
  call: (index: number) => Promise<unknown>,
): Promise<Record<string, number>> {
  const codes = await Promise.all(Array.from({ length: times }, (_, index) => problemOf(call(index))))
  const counts: Record<string, number> = {}
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  return counts
}
