// Generated from the contract of auth by `npm run generate`. Do not edit.

import type {
  CallPromise,
  Caller,
  ClientOptions,
  Endpoints,
  PagePromise,
  RequestOptions,
  Runtime,
} from '../runtime.js'
import { callerOf } from '../runtime.js'

export * from '@azora/contracts/auth/problems'

export interface Account {
  id: string
  email: string
  emailVerified: boolean
  roles: string[]
  createdAt: string
  version: number
}

export interface AuditEntry {
  id: string
  /** `session.started`, `user.role-assigned`, …. */
  action: string
  /** What it was done to: a user's id, a session's, a key's. */
  subject: string
  /** `user:<id>`, `service:<name>`, or null for somebody not signed in. */
  actor: string | null
  at: string
  requestId: string | null
  data: Record<string, unknown>
}

export interface AuditListQuery {
  limit?: number
  cursor?: string
  action?: string
  actor?: string
  subject?: string
}

export interface Credentials {
  email: string
  password: string
  deviceToken?: string
}

export interface EmailsVerifyBody {
  token: string
}

export interface Jwk {
  kty: 'EC'
  crv: 'P-256'
  x: string
  y: string
  kid: string
  alg: 'ES256'
  use: 'sig'
}

export interface JwkSet {
  keys: Jwk[]
}

export interface Mail {
  id: string
  to: string
  subject: string
  text: string
  sentAt: string
}

export interface MailboxListQuery {
  limit?: number
  cursor?: string
  to?: string
}

export interface Me {
  id: string
  email: string
  emailVerified: boolean
  roles: string[]
  createdAt: string
  version: number
  permissions: string[]
  sessionId: string
  aal: 1 | 2
}

export interface OpenidConfiguration {
  issuer: string
  jwks_uri: string
  token_endpoint: string
  userinfo_endpoint: string
  end_session_endpoint: string
  response_types_supported: string[]
  subject_types_supported: string[]
  id_token_signing_alg_values_supported: string[]
  claims_supported: string[]
}

export interface PasswordsChangeBody {
  currentPassword: string
  newPassword: string
}

export interface PasswordsForgotBody {
  email: string
}

export interface PasswordsResetBody {
  token: string
  newPassword: string
}

export interface Registration {
  email: string
  password: string
}

export interface Revocation {
  sessionId: string | null
  userId: string | null
  keyId: string | null
  /** Tokens issued at or before this moment are void. */
  revokedAt: string
  /** From here on every token concerned has expired, and the entry can be forgotten. */
  notAfter: string
}

export interface RevocationsListQuery {
  after?: string
}

export interface RevocationsListResult {
  items: Revocation[]
  cursor: string
}

export interface Role {
  name: string
  description: string
  permissions: string[]
}

export interface RolesListResult {
  items: Role[]
}

export interface ServiceToken {
  accessToken: string
  expiresAt: string
}

export interface ServiceTokensIssueBody {
  audience: string
}

export interface ServiceTokensIssueHeaders {
  /** `Bearer azk_<environment>_<service>_<secret>`. */
  authorization?: string
}

export interface Session {
  id: string
  /** True for the session this request came by. */
  current: boolean
  aal: 1 | 2
  /** Authentication methods (RFC 8176): `pwd`, `otp`, …. */
  amr: string[]
  address: string
  userAgent: string | null
  createdAt: string
  refreshedAt: string
  /** When it ends unless refreshed before. */
  expiresAt: string
}

export interface SessionsListQuery {
  limit?: number
  cursor?: string
}

export interface SessionsReauthenticateBody {
  password: string
}

export interface SessionsRefreshBody {
  refreshToken: string
}

export interface SignedIn {
  /** JWT (ES256, RFC 9068) to send as `Authorization: Bearer`; it lives some minutes. */
  accessToken: string
  expiresAt: string
  /** For clients whose clock is off. */
  expiresInSeconds: number
  /** Good for one refresh; the answer to it brings the next. */
  refreshToken: string
  sessionId: string
  account: Account
  /** Proof that this device has signed in before: send it with the next login, and nobody can lock you out of here. */
  deviceToken: string
}

export interface SigningKey {
  kid: string
  alg: 'ES256'
  state: 'pending' | 'active' | 'retired' | 'revoked'
  createdAt: string
  activatesAt: string
  revokedAt: string | null
}

export interface SigningKeysListResult {
  items: SigningKey[]
}

export interface Tokens {
  /** JWT (ES256, RFC 9068) to send as `Authorization: Bearer`; it lives some minutes. */
  accessToken: string
  expiresAt: string
  /** For clients whose clock is off. */
  expiresInSeconds: number
  /** Good for one refresh; the answer to it brings the next. */
  refreshToken: string
  sessionId: string
}

export interface User {
  id: string
  email: string
  emailVerified: boolean
  roles: string[]
  createdAt: string
  version: number
  status: 'active' | 'locked' | 'disabled'
  lockedUntil: string | null
  lastLoginAt: string | null
}

export interface UsersListQuery {
  limit?: number
  cursor?: string
  /** Start of the e-mail address. */
  email?: string
  role?: string
  status?: 'active' | 'locked' | 'disabled'
}

export interface UsersLockBody {
  until: string
}

/** What `auth.accounts` can do. */
export class Accounts {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Register an account. */
  register(body: Registration, options?: RequestOptions): CallPromise<Account> {
    return this.#caller.call('accounts.register', { body }, options)
  }

  /** Show who you are and what you may do. */
  me(options?: RequestOptions): CallPromise<Me> {
    return this.#caller.call('accounts.me', {}, options)
  }

  /** Delete your account and end all its sessions. */
  delete(options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('accounts.delete', {}, options)
  }
}

/** What `auth.sessions` can do. */
export class Sessions {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Sign in with e-mail address and password. */
  login(body: Credentials, options?: RequestOptions): CallPromise<SignedIn> {
    return this.#caller.call('sessions.login', { body }, options)
  }

  /** Exchange a refresh token for new tokens. */
  refresh(body: SessionsRefreshBody, options?: RequestOptions): CallPromise<Tokens> {
    return this.#caller.call('sessions.refresh', { body }, options)
  }

  /** Give the password again before something sensitive. */
  reauthenticate(body: SessionsReauthenticateBody, options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('sessions.reauthenticate', { body }, options)
  }

  /** End this session. */
  logout(options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('sessions.logout', {}, options)
  }

  /** End all your sessions, this one included. */
  logoutAll(options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('sessions.logoutAll', {}, options)
  }

  /** List where you are signed in. */
  list(query?: SessionsListQuery, options?: RequestOptions): PagePromise<Session> {
    return this.#caller.page('sessions.list', { query }, options)
  }

  /** End one of your sessions. */
  revoke(sessionId: string, options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('sessions.revoke', { params: { sessionId } }, options)
  }
}

/** What `auth.passwords` can do. */
export class Passwords {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Change your password. */
  change(body: PasswordsChangeBody, options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('passwords.change', { body }, options)
  }

  /** Ask for a mail to reset a forgotten password. */
  forgot(body: PasswordsForgotBody, options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('passwords.forgot', { body }, options)
  }

  /** Set a new password by the token of a reset mail. */
  reset(body: PasswordsResetBody, options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('passwords.reset', { body }, options)
  }
}

/** What `auth.emails` can do. */
export class Emails {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Verify an e-mail address by the token mailed to it. */
  verify(body: EmailsVerifyBody, options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('emails.verify', { body }, options)
  }

  /** Ask for the verification mail again. */
  resend(options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('emails.resend', {}, options)
  }
}

/** What `auth.users` can do. */
export class Users {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List users. */
  list(query?: UsersListQuery, options?: RequestOptions): PagePromise<User> {
    return this.#caller.page('users.list', { query }, options)
  }

  /** Get a user. */
  get(userId: string, options?: RequestOptions): CallPromise<User> {
    return this.#caller.call('users.get', { params: { userId } }, options)
  }

  /** Give a user a role. */
  assignRole(userId: string, role: string, options?: RequestOptions): CallPromise<User> {
    return this.#caller.call('users.assignRole', { params: { userId, role } }, options)
  }

  /** Take a role from a user. */
  revokeRole(userId: string, role: string, options?: RequestOptions): CallPromise<User> {
    return this.#caller.call('users.revokeRole', { params: { userId, role } }, options)
  }

  /** Keep a user from signing in until a time. */
  lock(userId: string, body: UsersLockBody, options?: RequestOptions): CallPromise<User> {
    return this.#caller.call('users.lock', { params: { userId }, body }, options)
  }

  /** Let a locked user sign in again, and forget their failed attempts. */
  unlock(userId: string, options?: RequestOptions): CallPromise<User> {
    return this.#caller.call('users.unlock', { params: { userId } }, options)
  }

  /** Keep a user from signing in. */
  disable(userId: string, options?: RequestOptions): CallPromise<User> {
    return this.#caller.call('users.disable', { params: { userId } }, options)
  }

  /** Let a disabled user sign in again. */
  enable(userId: string, options?: RequestOptions): CallPromise<User> {
    return this.#caller.call('users.enable', { params: { userId } }, options)
  }

  /** Write to a new user that everything is ready for them. */
  welcome(userId: string, options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('users.welcome', { params: { userId } }, options)
  }
}

/** What `auth.roles` can do. */
export class Roles {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List roles with their permissions. */
  list(options?: RequestOptions): CallPromise<RolesListResult> {
    return this.#caller.call('roles.list', {}, options)
  }

  /** Get a role with its permissions. */
  get(role: string, options?: RequestOptions): CallPromise<Role> {
    return this.#caller.call('roles.get', { params: { role } }, options)
  }
}

/** What `auth.signingKeys` can do. */
export class SigningKeys {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List signing keys, newest first. */
  list(options?: RequestOptions): CallPromise<SigningKeysListResult> {
    return this.#caller.call('signingKeys.list', {}, options)
  }

  /** Publish a new signing key that takes over once every verifier knows it. */
  rotate(options?: RequestOptions): CallPromise<SigningKey> {
    return this.#caller.call('signingKeys.rotate', {}, options)
  }

  /** Refuse a compromised signing key and all it signed, at once. */
  revoke(kid: string, options?: RequestOptions): CallPromise<SigningKey> {
    return this.#caller.call('signingKeys.revoke', { params: { kid } }, options)
  }
}

/** What `auth.audit` can do. */
export class Audit {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List what was done, newest first. */
  list(query?: AuditListQuery, options?: RequestOptions): PagePromise<AuditEntry> {
    return this.#caller.page('audit.list', { query }, options)
  }
}

/** What `auth.mailbox` can do. */
export class Mailbox {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Read the mails of a local platform, newest first. */
  list(query?: MailboxListQuery, options?: RequestOptions): PagePromise<Mail> {
    return this.#caller.page('mailbox.list', { query }, options)
  }
}

/** What `auth.serviceTokens` can do. */
export class ServiceTokens {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Exchange a service key for a five-minute token to call one other service. */
  issue(
    body: ServiceTokensIssueBody,
    headers?: ServiceTokensIssueHeaders,
    options?: RequestOptions,
  ): CallPromise<ServiceToken> {
    return this.#caller.call('serviceTokens.issue', { body, headers }, options)
  }
}

/** What `auth.revocations` can do. */
export class Revocations {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List what was revoked since a cursor. */
  list(query?: RevocationsListQuery, options?: RequestOptions): CallPromise<RevocationsListResult> {
    return this.#caller.call('revocations.list', { query }, options)
  }
}

/** What `auth.wellKnown` can do. */
export class WellKnown {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Get the public keys that verify tokens. */
  jwks(options?: RequestOptions): CallPromise<JwkSet> {
    return this.#caller.call('wellKnown.jwks', {}, options)
  }

  /** Get where tokens come from and how they are signed. */
  openidConfiguration(options?: RequestOptions): CallPromise<OpenidConfiguration> {
    return this.#caller.call('wellKnown.openidConfiguration', {}, options)
  }
}

const endpoints: Endpoints = {
  'accounts.register': { method: 'POST', path: '/v1/register' },
  'accounts.me': { method: 'GET', path: '/v1/me' },
  'accounts.delete': { method: 'DELETE', path: '/v1/me' },
  'sessions.login': { method: 'POST', path: '/v1/login' },
  'sessions.refresh': { method: 'POST', path: '/v1/token/refresh' },
  'sessions.reauthenticate': { method: 'POST', path: '/v1/reauthenticate' },
  'sessions.logout': { method: 'POST', path: '/v1/logout' },
  'sessions.logoutAll': { method: 'POST', path: '/v1/logout-all' },
  'sessions.list': { method: 'GET', path: '/v1/sessions' },
  'sessions.revoke': { method: 'DELETE', path: '/v1/sessions/{sessionId}' },
  'passwords.change': { method: 'POST', path: '/v1/password/change' },
  'passwords.forgot': { method: 'POST', path: '/v1/password/forgot' },
  'passwords.reset': { method: 'POST', path: '/v1/password/reset' },
  'emails.verify': { method: 'POST', path: '/v1/email/verify' },
  'emails.resend': { method: 'POST', path: '/v1/email/resend' },
  'users.list': { method: 'GET', path: '/v1/users' },
  'users.get': { method: 'GET', path: '/v1/users/{userId}' },
  'users.assignRole': { method: 'PUT', path: '/v1/users/{userId}/roles/{role}' },
  'users.revokeRole': { method: 'DELETE', path: '/v1/users/{userId}/roles/{role}' },
  'users.lock': { method: 'POST', path: '/v1/users/{userId}/lock', keyed: true },
  'users.unlock': { method: 'POST', path: '/v1/users/{userId}/unlock', keyed: true },
  'users.disable': { method: 'POST', path: '/v1/users/{userId}/disable', keyed: true },
  'users.enable': { method: 'POST', path: '/v1/users/{userId}/enable', keyed: true },
  'users.welcome': { method: 'POST', path: '/v1/users/{userId}/welcome', keyed: true },
  'roles.list': { method: 'GET', path: '/v1/roles' },
  'roles.get': { method: 'GET', path: '/v1/roles/{role}' },
  'signingKeys.list': { method: 'GET', path: '/v1/signing-keys' },
  'signingKeys.rotate': { method: 'POST', path: '/v1/signing-keys/rotate', keyed: true },
  'signingKeys.revoke': { method: 'POST', path: '/v1/signing-keys/{kid}/revoke', keyed: true },
  'audit.list': { method: 'GET', path: '/v1/audit' },
  'mailbox.list': { method: 'GET', path: '/v1/mailbox' },
  'serviceTokens.issue': { method: 'POST', path: '/v1/service-tokens' },
  'revocations.list': { method: 'GET', path: '/v1/revocations' },
  'wellKnown.jwks': { method: 'GET', path: '/.well-known/jwks.json' },
  'wellKnown.openidConfiguration': { method: 'GET', path: '/.well-known/openid-configuration' },
}

/** Who somebody is, by which session they came, and what they may do. */
export class Auth {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly passwords: Passwords
  readonly emails: Emails
  readonly users: Users
  readonly roles: Roles
  readonly signingKeys: SigningKeys
  readonly audit: Audit
  readonly mailbox: Mailbox
  readonly serviceTokens: ServiceTokens
  readonly revocations: Revocations
  readonly wellKnown: WellKnown

  constructor(via?: ClientOptions | Runtime) {
    const caller = callerOf(via, 'auth', endpoints)
    this.accounts = new Accounts(caller)
    this.sessions = new Sessions(caller)
    this.passwords = new Passwords(caller)
    this.emails = new Emails(caller)
    this.users = new Users(caller)
    this.roles = new Roles(caller)
    this.signingKeys = new SigningKeys(caller)
    this.audit = new Audit(caller)
    this.mailbox = new Mailbox(caller)
    this.serviceTokens = new ServiceTokens(caller)
    this.revocations = new Revocations(caller)
    this.wellKnown = new WellKnown(caller)
  }
}
