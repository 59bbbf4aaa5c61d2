import { RoleNotFound, UserNotFound } from '@azora/contracts/auth'
import type { Principal } from '@azora/service-kit'
import type { AccountRecord } from '../accounts/account.js'
import { keepAnAdmin } from '../roles/keep-an-admin.js'
import { ADMIN_ROLE } from '../roles/role.js'
import type { Use } from '../use.js'

/** A role of a user. */
export interface RoleOfUser {
  userId: string
  role: string
}

/** Gives a user a role; it is in their tokens from the next refresh on. @throws UserNotFound, RoleNotFound */
export function assignRole(
  use: Use,
  { userId, role }: RoleOfUser,
  actor: Principal,
): Promise<AccountRecord | null> {
  return use.transaction(async () => {
    await refuseUnknown(use, { userId, role })
    if (!(await use.roles.assign(userId, role, use.clock.now()))) return use.accounts.find(userId)
    await use.audit({ action: 'user.role-assigned', subject: userId, actor, data: { role } })
    return use.accounts.change(userId, {})
  })
}

/** Takes a role from a user and ends their sessions, so that no token keeps it. @throws UserNotFound, RoleNotFound, LastAdmin */
export function revokeRole(
  use: Use,
  { userId, role }: RoleOfUser,
  actor: Principal,
): Promise<AccountRecord | null> {
  return use.transaction(async () => {
    if (role === ADMIN_ROLE) await keepAnAdmin(use, userId)
    await refuseUnknown(use, { userId, role })
    if (!(await use.roles.revoke(userId, role))) return use.accounts.find(userId)
    await use.endSessions({ userId }, 'role-revoked')
    await use.audit({ action: 'user.role-revoked', subject: userId, actor, data: { role } })
    return use.accounts.change(userId, {})
  })
}

async function refuseUnknown({ accounts, roles }: Use, { userId, role }: RoleOfUser): Promise<void> {
  await accounts.hold(userId)
  if (!(await accounts.find(userId))) throw new UserNotFound()
  if (!(await roles.find(role))) throw new RoleNotFound()
}
