import type { PasswordHasher } from './password-hasher.js'

/** A password as it is stored. */
export interface StoredPassword {
  hash: string
  /** When the password became this one; hashing it anew does not count. */
  changedAt: Date
}

/**
 * Whether the password that was checked is still the account's: its very hash is stored, or one that somebody who signed in
 * meanwhile made of the same password at today's cost.
 */
export function isStill(
  checked: StoredPassword,
  stored: StoredPassword,
  hasher: Pick<PasswordHasher, 'isOutdated'>,
): boolean {
  if (stored.hash === checked.hash) return true
  return hasher.isOutdated(checked.hash) && stored.changedAt.getTime() === checked.changedAt.getTime()
}
