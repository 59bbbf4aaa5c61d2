import { LastAdmin } from '@azora/contracts/auth'
import type { Use } from '../use.js'
import { ADMIN_ROLE } from './role.js'

/** Within a transaction that shuts a user out: makes sure an admin remains. @throws LastAdmin */
export async function keepAnAdmin({ accounts, clock, roles }: Use, userId: string): Promise<void> {
  const account = await accounts.find(userId)
  const isAdmin = account?.roles.some(({ name }) => name === ADMIN_ROLE)
  if (isAdmin && !(await roles.hasOtherAdmin(userId, clock.now()))) throw new LastAdmin()
}
