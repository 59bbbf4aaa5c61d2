import type { Account, Role, UserStatus } from '@azora/contracts/auth'

/** An account as it is stored, with the roles it has everywhere. */
export interface AccountRecord {
  id: string
  email: string
  verifiedAt: Date | null
  disabledAt: Date | null
  /** Set by an administrator; failed attempts are counted elsewhere. */
  lockedUntil: Date | null
  lastLoginAt: Date | null
  version: number
  createdAt: Date
  roles: Role[]
}

/** The one form in which an address is stored and looked up. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** Whether the account may sign in at `now`. */
export function statusOf({ disabledAt, lockedUntil }: AccountRecord, now: Date): UserStatus {
  if (disabledAt) return 'disabled'
  return lockedUntil && lockedUntil > now ? 'locked' : 'active'
}

/** The account as its owner sees it. */
export function toAccount(record: AccountRecord): Account {
  return {
    id: record.id,
    email: record.email,
    emailVerified: record.verifiedAt !== null,
    roles: record.roles.map(({ name }) => name).toSorted(),
    createdAt: record.createdAt.toISOString(),
    version: record.version,
  }
}
