import type { SigningKeyState } from '@azora/contracts/auth'

/** The times a key's state follows from. No job moves a key from state to state, so none can be late. */
export interface KeyTimes {
  kid: string
  createdAt: Date
  activatesAt: Date
  revokedAt: Date | null
}

/** How keys come and go. */
export interface KeyPolicy {
  /** How long a key is published before it signs; longer than any verifier keeps the key set. */
  publishBeforeMs: number
  /** How long an active key signs before the next is published. */
  rotateAfterMs: number
  /** The longest life of a token: that long a retired key stays published. */
  tokenLifeMs: number
}

/** A little more than the tokens' own life, for clocks that disagree. */
const CLOCK_SKEW_MS = 60_000

/** The key that signs at `now`: the last to be activated. Null if that one is revoked, or if there is none yet. */
export function activeKey<K extends KeyTimes>(keys: readonly K[], now: Date): K | null {
  const newest = byActivation(keys)
    .filter(key => hasSigned(key, now))
    .at(-1)
  return newest && !newest.revokedAt ? newest : null
}

/** The key that will sign next; null if none is pending. */
export function pendingKey<K extends KeyTimes>(keys: readonly K[], now: Date): K | null {
  return keys.find(key => key.activatesAt > now && !key.revokedAt) ?? null
}

/** The state of one of `keys` at `now`. */
export function stateOf<K extends KeyTimes>(key: K, keys: readonly K[], now: Date): SigningKeyState {
  if (key.revokedAt) return 'revoked'
  if (key.activatesAt > now) return 'pending'
  return activeKey(keys, now)?.kid === key.kid ? 'active' : 'retired'
}

/** The keys verifiers should know: pending, active, and retired for as long as a token of theirs can be alive. */
export function publishedKeys<K extends KeyTimes>(keys: readonly K[], now: Date, policy: KeyPolicy): K[] {
  return keys.filter(key => {
    if (key.revokedAt) return false
    const retiredAt = retirementOf(key, keys, now)
    return !retiredAt || now.getTime() < retiredAt.getTime() + policy.tokenLifeMs + CLOCK_SKEW_MS
  })
}

/** Whether it is time to publish the next key. */
export function isRotationDue(keys: readonly KeyTimes[], now: Date, { rotateAfterMs }: KeyPolicy): boolean {
  const active = activeKey(keys, now)
  if (!active) return true
  return !pendingKey(keys, now) && now.getTime() - active.activatesAt.getTime() >= rotateAfterMs
}

/** When another key took over from this one; null if none has. */
function retirementOf(key: KeyTimes, keys: readonly KeyTimes[], now: Date): Date | null {
  const successors = byActivation(keys).filter(other => isAfter(other, key) && hasSigned(other, now))
  return successors[0]?.activatesAt ?? null
}

/** A key revoked while it was pending never took over. */
function hasSigned({ activatesAt, revokedAt }: KeyTimes, now: Date): boolean {
  return activatesAt <= now && (!revokedAt || revokedAt > activatesAt)
}

function byActivation<K extends KeyTimes>(keys: readonly K[]): K[] {
  return keys.toSorted((a, b) => (isAfter(a, b) ? 1 : -1))
}

function isAfter(a: KeyTimes, b: KeyTimes): boolean {
  const difference = a.activatesAt.getTime() - b.activatesAt.getTime()
  return difference === 0 ? a.kid > b.kid : difference > 0
}
