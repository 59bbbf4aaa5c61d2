import { contract } from '../contract.js'
import { accounts } from './accounts.js'
import { audit } from './audit.js'
import { emails } from './emails.js'
import {
  AccountLockedEvent,
  PasswordChanged,
  SessionRevokedEvent,
  SigningKeyRotated,
  TokenReuseDetected,
  UserDeleted,
  UserLoggedIn,
  UserRegistered,
  UserVerified,
} from './events.js'
import { mailbox } from './mailbox.js'
import { passwords } from './passwords.js'
import { revocations } from './revocations.js'
import { roles } from './roles.js'
import { serviceTokens } from './service-tokens.js'
import { sessions } from './sessions.js'
import { signingKeys } from './signing-keys.js'
import { users } from './users.js'
import { wellKnown } from './well-known.js'

export {
  Account,
  AuthenticationLevel,
  Email,
  Me,
  Password,
  Permission,
  Registration,
  RoleName,
} from './accounts.js'
export { AuditEntry } from './audit.js'
export * from './events.js'
export { Mail } from './mailbox.js'
export * from './problems.js'
export { Revocation } from './revocations.js'
export { Role } from './roles.js'
export { ServiceToken } from './service-tokens.js'
export { Credentials, Session, SignedIn, Tokens } from './sessions.js'
export { SigningKey, SigningKeyState } from './signing-keys.js'
export { User, UserStatus } from './users.js'
export { JWKS_MAX_AGE_SECONDS, Jwk, JwkSet, OpenidConfiguration } from './well-known.js'

/** Identity: accounts, sessions, tokens, roles. */
export const auth = contract('auth', {
  title: 'Auth',
  description: 'Who somebody is, by which session they came, and what they may do.',
  routes: {
    accounts,
    sessions,
    passwords,
    emails,
    users,
    roles,
    signingKeys,
    audit,
    mailbox,
    serviceTokens,
    revocations,
    wellKnown,
  },
  events: {
    userRegistered: UserRegistered,
    userVerified: UserVerified,
    userLoggedIn: UserLoggedIn,
    userDeleted: UserDeleted,
    sessionRevoked: SessionRevokedEvent,
    tokenReuseDetected: TokenReuseDetected,
    passwordChanged: PasswordChanged,
    accountLocked: AccountLockedEvent,
    signingKeyRotated: SigningKeyRotated,
  },
})
