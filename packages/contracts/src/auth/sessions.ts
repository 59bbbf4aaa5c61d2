import * as z from 'zod'
import { PageQuery, page } from '../page.js'
import { route } from '../route.js'
import { filled, text } from '../text.js'
import { Account, AuthenticationLevel, Email, Password } from './accounts.js'
import {
  AccountDisabled,
  AccountLocked,
  InvalidCredentials,
  InvalidRefreshToken,
  RefreshTokenAlreadyUsed,
  SessionExpired,
  SessionNotFound,
  SessionRevoked,
  WrongPassword,
} from './problems.js'

/** A signed-in device. */
export const Session = z
  .object({
    id: z.uuid(),
    current: z.boolean().describe('True for the session this request came by.'),
    aal: AuthenticationLevel,
    amr: z.array(z.string()).describe('Authentication methods (RFC 8176): `pwd`, `otp`, …'),
    address: z.string(),
    userAgent: z.string().nullable(),
    createdAt: z.iso.datetime(),
    refreshedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().describe('When it ends unless refreshed before.'),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

/** What a client keeps to act for a user. */
export const Tokens = z
  .object({
    accessToken: z
      .string()
      .describe('JWT (ES256, RFC 9068) to send as `Authorization: Bearer`; it lives some minutes.'),
    expiresAt: z.iso.datetime(),
    expiresInSeconds: z.int().min(1).describe('For clients whose clock is off.'),
    refreshToken: z.string().describe('Good for one refresh; the answer to it brings the next.'),
    sessionId: z.uuid(),
  })
  .meta({ id: 'Tokens' })
export type Tokens = z.infer<typeof Tokens>

/** What signing in brings. */
export const SignedIn = Tokens.extend({
  account: Account,
  deviceToken: z
    .string()
    .describe(
      'Proof that this device has signed in before: send it with the next login, and nobody can lock you out of here.',
    ),
}).meta({ id: 'SignedIn' })
export type SignedIn = z.infer<typeof SignedIn>

/** What signing in asks for. */
export const Credentials = z
  .object({
    email: Email,
    password: Password,
    deviceToken: text(256).optional(),
  })
  .meta({ id: 'Credentials' })
export type Credentials = z.infer<typeof Credentials>

export const sessions = {
  login: route.post('/login', {
    summary: 'Sign in with e-mail address and password',
    description:
      'An unknown address and a wrong password get the same answer after the same time. ' +
      'Some failures in a row lock the address they came from out of the account for a while (`Retry-After`), ' +
      'never a device that has signed in before and says so by its `deviceToken`.',
    access: 'public',
    body: Credentials,
    returns: SignedIn,
    status: 201,
    problems: [InvalidCredentials, AccountLocked, AccountDisabled],
    idempotency: 'ignored',
    rateLimit: { limit: 300, windowSeconds: 60, per: 'address' },
  }),
  refresh: route.post('/token/refresh', {
    summary: 'Exchange a refresh token for new tokens',
    description:
      'Any number of refreshes with the newest token get the same successor, so a lost answer can be asked for again. ' +
      'A token older than the predecessor of the newest was copied by somebody: it revokes the session.',
    access: 'public',
    body: z.object({ refreshToken: filled(512) }),
    returns: Tokens,
    problems: [InvalidRefreshToken, RefreshTokenAlreadyUsed, SessionExpired, SessionRevoked, AccountDisabled],
    idempotency: 'ignored',
    rateLimit: { limit: 600, windowSeconds: 60, per: 'address' },
  }),
  reauthenticate: route.post('/reauthenticate', {
    summary: 'Give the password again before something sensitive',
    access: 'user',
    body: z.object({ password: Password }),
    problems: [WrongPassword, AccountLocked, SessionRevoked],
    idempotency: 'ignored',
  }),
  logout: route.post('/logout', {
    summary: 'End this session',
    access: 'user',
    idempotency: 'ignored',
  }),
  logoutAll: route.post('/logout-all', {
    summary: 'End all your sessions, this one included',
    access: 'user',
    idempotency: 'ignored',
  }),
  list: route.get('/sessions', {
    summary: 'List where you are signed in',
    intent: { phrases: ['list my sessions', 'where am I signed in'] },
    access: 'user',
    query: PageQuery,
    returns: page(Session),
  }),
  revoke: route.delete('/sessions/{sessionId}', {
    summary: 'End one of your sessions',
    intent: { phrases: ['end session {sessionId}', 'sign me out of session {sessionId}'] },
    access: 'user',
    problems: [SessionNotFound],
  }),
}
