import * as z from 'zod'
import { event } from '../event.js'
import { Email } from './accounts.js'

export const UserRegistered = event('user.registered', {
  summary: 'Somebody opened an account',
  subject: user => user.userId,
  data: z.object({ userId: z.uuid(), email: Email, registeredAt: z.iso.datetime() }),
})

export const UserVerified = event('user.verified', {
  summary: 'A user proved to own their e-mail address',
  subject: user => user.userId,
  data: z.object({ userId: z.uuid(), verifiedAt: z.iso.datetime() }),
})

export const UserLoggedIn = event('user.logged_in', {
  summary: 'A user signed in',
  subject: login => login.userId,
  data: z.object({
    userId: z.uuid(),
    sessionId: z.uuid(),
    address: z.string(),
    knownDevice: z.boolean(),
    loggedInAt: z.iso.datetime(),
  }),
})

export const UserDeleted = event('user.deleted', {
  summary: 'An account was deleted for good',
  subject: user => user.userId,
  data: z.object({ userId: z.uuid(), deletedAt: z.iso.datetime() }),
})

export const SessionRevokedEvent = event('session.revoked', {
  summary: 'A session was ended before its time',
  subject: session => session.userId,
  data: z.object({ userId: z.uuid(), sessionId: z.uuid(), reason: z.string(), revokedAt: z.iso.datetime() }),
})

export const TokenReuseDetected = event('token.reuse_detected', {
  summary: 'A refresh token that had been replaced before was used again; its session is revoked',
  subject: session => session.userId,
  data: z.object({
    userId: z.uuid(),
    sessionId: z.uuid(),
    address: z.string(),
    detectedAt: z.iso.datetime(),
  }),
})

export const PasswordChanged = event('password.changed', {
  summary: 'A password was changed or reset',
  subject: user => user.userId,
  data: z.object({ userId: z.uuid(), by: z.enum(['change', 'reset']), changedAt: z.iso.datetime() }),
})

export const AccountLockedEvent = event('account.locked', {
  summary: 'Failed attempts locked an address or a device out of an account',
  subject: lock => lock.userId,
  data: z.object({ userId: z.uuid(), address: z.string(), lockedUntil: z.iso.datetime() }),
})

export const SigningKeyRotated = event('signingkey.rotated', {
  summary: 'A new signing key was published, or one was revoked',
  subject: key => key.kid,
  data: z.object({ kid: z.string(), activatesAt: z.iso.datetime(), rotatedAt: z.iso.datetime() }),
})
