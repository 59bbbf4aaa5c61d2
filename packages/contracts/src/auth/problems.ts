import { problem } from '../problem.js'

// Signing in. The first has one text for unknown addresses and wrong passwords, and takes the same time for both.
export const InvalidCredentials = problem(
  'invalid-credentials',
  401,
  'The e-mail address or the password is wrong',
)
export const AccountLocked = problem(
  'account-locked',
  423,
  'Too many failed attempts; wait, or reset the password',
)
export const AccountDisabled = problem('account-disabled', 403, 'An administrator has disabled this account')

// Sessions and tokens.
export const InvalidRefreshToken = problem(
  'invalid-refresh-token',
  401,
  'This is not a refresh token of ours',
)
export const RefreshTokenAlreadyUsed = problem(
  'refresh-token-already-used',
  401,
  'This refresh token was replaced before; its session is revoked because somebody may have copied it',
)
export const SessionExpired = problem('session-expired', 401, 'The session is over; sign in again')
export const SessionRevoked = problem('session-revoked', 401, 'The session was revoked; sign in again')
export const SessionNotFound = problem('session-not-found', 404, 'You have no such session')
export const ReauthenticationNeeded = problem(
  'reauthentication-needed',
  403,
  'This needs a password given in the last minutes: reauthenticate first',
)
export const InvalidServiceKey = problem('invalid-service-key', 401, 'This is not a service key of ours')
export const UnknownAudience = problem('unknown-audience', 422, 'No service of that name may be called')

// Accounts and passwords.
export const EmailTaken = problem('email-taken', 409, 'There is an account with this e-mail address already')
export const WeakPassword = problem('weak-password', 422, 'The password is too easy to guess')
export const WrongPassword = problem('wrong-password', 403, "This is not the account's password")
export const InvalidOneTimeToken = problem(
  'invalid-one-time-token',
  422,
  'This link is unknown, used or expired; ask for a new one',
)
export const EmailAlreadyVerified = problem(
  'email-already-verified',
  409,
  'The e-mail address is verified already',
)

// Administration.
export const UserNotFound = problem('user-not-found', 404, 'There is no such user')
export const RoleNotFound = problem('role-not-found', 404, 'There is no such role')
export const LastAdmin = problem('last-admin', 409, 'The platform must keep one admin who can sign in')
export const SigningKeyNotFound = problem('signing-key-not-found', 404, 'There is no such signing key')
