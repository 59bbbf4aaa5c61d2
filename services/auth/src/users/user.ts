import type { User, UserStatus } from '@azora/contracts/auth'
import { type AccountRecord, statusOf, toAccount } from '../accounts/account.js'
import type { AccountQuery } from '../accounts/repository.js'

/** Which users an administrator looks for. */
export interface UserFilter {
  email?: string | undefined
  role?: string | undefined
  status?: UserStatus | undefined
}

/** The account as administrators see it. */
export function toUser(record: AccountRecord, now: Date): User {
  const status = statusOf(record, now)
  return {
    ...toAccount(record),
    status,
    lockedUntil: status === 'locked' ? (record.lockedUntil?.toISOString() ?? null) : null,
    lastLoginAt: record.lastLoginAt?.toISOString() ?? null,
  }
}

/** The filter as the database understands it. */
export function whereOf({ email, role, status }: UserFilter, now: Date): AccountQuery['where'] {
  const locked = { lockedUntil: { gt: now } }
  const byStatus: Record<UserStatus, AccountQuery['where']> = {
    disabled: { disabledAt: { not: null } },
    locked: { disabledAt: null, ...locked },
    active: { disabledAt: null, OR: [{ lockedUntil: null }, { lockedUntil: { lte: now } }] },
  }
  return {
    ...(email ? { email: { startsWith: literally(email.toLowerCase()) } } : {}),
    ...(role ? { roleBindings: { some: { roleName: role, resourceType: null } } } : {}),
    ...(status ? { AND: [byStatus[status]] } : {}),
  }
}

/** `startsWith` is a LIKE underneath, and leaves its wildcards alone. */
function literally(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
