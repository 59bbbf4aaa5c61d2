import {
  AccountDisabled,
  type Credentials,
  InvalidCredentials,
  type SignedIn,
  UserLoggedIn,
} from '@azora/contracts/auth'
import { newId } from '@azora/service-kit'
import { type AccountRecord, normalEmail, statusOf, toAccount } from '../accounts/account.js'
import type { Credential } from '../accounts/repository.js'
import { isStill } from '../passwords/stored-password.js'
import { accountLocked, tryPassword } from '../passwords/try-password.js'
import type { Use } from '../use.js'
import { publishRevoked } from './ending.js'
import { originsOf } from './lockout.js'
import { tokensOf } from './tokens.js'

/** Where a sign-in comes from. */
export interface Whence {
  address: string
  userAgent: string | null
}

/**
 * Signs in by password. Whether or not there is such an account, the same happens in the same time: one lookup, one hash,
 * one count. @throws InvalidCredentials, AccountLocked, AccountDisabled, ServiceUnavailable
 */
export async function signIn(use: Use, credentials: Credentials, whence: Whence): Promise<SignedIn> {
  const email = normalEmail(credentials.email)
  const known = await use.accounts.credentialOf(email)
  const deviceId = known && use.devices.deviceOf(known.userId, credentials.deviceToken)
  const attempt = {
    email,
    userId: known?.userId ?? null,
    stored: known?.hash ?? null,
    password: credentials.password,
    origins: originsOf({ deviceId, address: whence.address }),
  }

  const started = await tryPassword(use, attempt, async upgraded => {
    const account = known && (await stillValid(use, known, upgraded))
    return account ? startSession(use, account, { deviceId, ...whence }) : null
  })
  if (!started) throw new InvalidCredentials()
  const { account, session, refreshKey } = started
  return {
    ...(await tokensOf(use, account, { session, refreshKey })),
    account: toAccount(account),
    deviceToken: use.devices.issue(account.id, session.deviceId),
  }
}

/** The account, held, if the password that was checked is still its own and it may sign in. */
async function stillValid(
  { accounts, clock, hasher }: Use,
  checked: Credential,
  upgraded: string | null,
): Promise<AccountRecord | null> {
  const { userId } = checked
  await accounts.hold(userId)
  const account = await accounts.find(userId)
  const stored = await accounts.passwordOf(userId)
  if (!account || !stored || !isStill(checked, stored, hasher)) return null
  refuseShutOut(account, clock.now())
  if (upgraded) await accounts.setPassword(userId, { ...stored, hash: upgraded })
  return account
}

function refuseShutOut(account: AccountRecord, now: Date): void {
  const status = statusOf(account, now)
  if (status === 'disabled') throw new AccountDisabled()
  if (status === 'locked' && account.lockedUntil) throw accountLocked(account.lockedUntil, now)
}

async function startSession(use: Use, account: AccountRecord, from: Whence & { deviceId: string | null }) {
  const { accounts, audit, clock, publish, sessions } = use
  const now = clock.now()
  const { address } = from
  await accounts.signedIn(account.id, now)
  const opened = { ...from, deviceId: from.deviceId ?? newId(), userId: account.id, amr: ['pwd'] }
  const started = await sessions.start(opened, now)
  await endSurplus(use, account.id, now)
  const [userId, sessionId] = [account.id, started.session.id]
  await audit({ action: 'session.started', subject: sessionId, actor: null, data: { userId, address } })
  const knownDevice = from.deviceId !== null
  await publish(UserLoggedIn, { userId, sessionId, address, knownDevice, loggedInAt: now.toISOString() })
  return { account, ...started }
}

async function endSurplus({ publish, sessions }: Use, userId: string, now: Date): Promise<void> {
  const ended = await sessions.endSurplus(userId, now)
  await publishRevoked(publish, ended, { userId, reason: 'too-many', revokedAt: now.toISOString() })
}
