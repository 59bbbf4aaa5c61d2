import { InvalidRequest } from '@azora/contracts'
import { UserNotFound } from '@azora/contracts/auth'
import type { Principal } from '@azora/service-kit'
import type { AccountRecord } from '../accounts/account.js'
import type { AccountChange } from '../accounts/repository.js'
import { keepAnAdmin } from '../roles/keep-an-admin.js'
import type { RevocationReason } from '../sessions/session.js'
import type { Use } from '../use.js'

/** Keeps a user from signing in until a time, and ends their sessions. @throws UserNotFound, LastAdmin, InvalidRequest */
export function lock(use: Use, { userId, until }: { userId: string; until: Date }, actor: Principal) {
  if (until <= use.clock.now()) throw notToCome()
  return shutOut(use, { userId, change: { lockedUntil: until }, reason: 'locked' }, actor)
}

/** Keeps a user from signing in, and ends their sessions. @throws UserNotFound, LastAdmin */
export function disable(use: Use, userId: string, actor: Principal) {
  return shutOut(use, { userId, change: { disabledAt: use.clock.now() }, reason: 'disabled' }, actor)
}

/** Ends an administrator's lock, and forgets failed attempts. @throws UserNotFound */
export function unlock(use: Use, userId: string, actor: Principal) {
  return letIn(use, { userId, change: { lockedUntil: null }, action: 'user.unlocked' }, actor)
}

/** Lets a disabled user sign in again. @throws UserNotFound */
export function enable(use: Use, userId: string, actor: Principal) {
  return letIn(use, { userId, change: { disabledAt: null }, action: 'user.enabled' }, actor)
}

interface Exclusion {
  userId: string
  change: AccountChange
  reason: RevocationReason
}

function shutOut(use: Use, { userId, change, reason }: Exclusion, actor: Principal): Promise<AccountRecord> {
  return use.transaction(async () => {
    await keepAnAdmin(use, userId)
    const account = await use.accounts.change(userId, change)
    if (!account) throw new UserNotFound()
    await use.endSessions({ userId }, reason)
    await use.audit({ action: `user.${reason}`, subject: userId, actor })
    return account
  })
}

interface Admission {
  userId: string
  change: AccountChange
  action: string
}

function letIn(use: Use, { userId, change, action }: Admission, actor: Principal): Promise<AccountRecord> {
  return use.transaction(async () => {
    const known = await use.accounts.find(userId)
    if (known) await use.failures.forget(known.email)
    const account = await use.accounts.change(userId, change)
    if (!account) throw new UserNotFound()
    await use.audit({ action, subject: userId, actor })
    return account
  })
}

function notToCome() {
  return new InvalidRequest(undefined, {
    errors: [{ in: 'body', pointer: '/until', message: 'expected a time to come' }],
  })
}
