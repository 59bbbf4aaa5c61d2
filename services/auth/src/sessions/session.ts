/** How long sessions live, and how many a user may have. */
export interface SessionLimits {
  /** From sign-in, whatever is done meanwhile. */
  absoluteMs: number
  /** Since the last refresh. */
  idleMs: number
  /** When a user signs in once more than this, the oldest session ends. */
  perUser: number
}

/** What decides whether a session goes on. */
export interface SessionState {
  refreshCounter: number
  refreshedAt: Date
  notAfter: Date
  revokedAt: Date | null
}

/** Why a session ended before its time. The database knows the same list. */
export type RevocationReason =
  | 'logout'
  | 'logout-all'
  | 'revoked'
  | 'reuse-detected'
  | 'password-changed'
  | 'password-reset'
  | 'role-revoked'
  | 'locked'
  | 'disabled'
  | 'too-many'
  | 'deleted'

/** What to answer to a refresh token. */
export type RefreshDecision =
  /** It is the newest: the next takes its place. */
  | { kind: 'rotate'; counter: number }
  /** It is the predecessor of the newest, whose answer may have been lost: the newest is given again. */
  | { kind: 'repeat'; counter: number }
  /** Two hands hold tokens of this session: it ends. */
  | { kind: 'reused' }
  | { kind: 'refuse'; because: 'revoked' | 'expired' | 'unknown' }

/** When a session ends unless it is refreshed before. */
export function expiryOf(
  session: Pick<SessionState, 'refreshedAt' | 'notAfter'>,
  { idleMs }: SessionLimits,
): Date {
  return new Date(Math.min(session.notAfter.getTime(), session.refreshedAt.getTime() + idleMs))
}

/**
 * Decides what a refresh token with this counter gets. Only the direct predecessor of the newest token is forgiven: a grace
 * for older ones would let a copied token live beside its owner's for ever.
 */
export function decideRefresh(
  session: SessionState,
  counter: number,
  { limits, now }: { limits: SessionLimits; now: Date },
): RefreshDecision {
  if (session.revokedAt) return { kind: 'refuse', because: 'revoked' }
  if (expiryOf(session, limits) <= now) return { kind: 'refuse', because: 'expired' }
  const behind = session.refreshCounter - counter
  if (behind === 0) return { kind: 'rotate', counter: counter + 1 }
  if (behind === 1) return { kind: 'repeat', counter: session.refreshCounter }
  // Ahead of the newest: we signed it, yet do not remember, as after restoring a backup. No proof of theft.
  return behind < 0 ? { kind: 'refuse', because: 'unknown' } : { kind: 'reused' }
}

/** Whether the password was given so lately that something irreversible may follow. */
export function isFresh(authenticatedAt: Date, now: Date): boolean {
  return now.getTime() - authenticatedAt.getTime() <= FRESH_MS
}

const FRESH_MS = 10 * 60_000
