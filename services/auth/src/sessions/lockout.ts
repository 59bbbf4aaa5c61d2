import { isIPv6 } from 'node:net'

/** The failed attempts on one account from one origin. */
export interface FailureCount {
  failures: number
  lastFailureAt: Date
  lockedUntil: Date | null
}

/** Where an attempt comes from. Each origin of an account has a count of its own. */
export type Origin = `device:${string}` | `address:${string}` | `session:${string}` | 'anywhere'

const MINUTE_MS = 60_000
const LOCK_MS = 15 * MINUTE_MS
/** Failures older than this are forgotten. */
const MEMORY_MS = 60 * MINUTE_MS

/** After how many failures in a row an origin is locked out. `anywhere` bounds guessing spread over many addresses. */
const FAILURES_ALLOWED: Record<string, number> = { address: 5, device: 10, session: 5, anywhere: 100 }

/**
 * The origins an attempt counts for. A device that has signed in before has only its own: whatever others do from wherever,
 * they cannot lock its owner out. All strangers together share `anywhere`.
 */
export function originsOf(attempt: { deviceId: string | null; address: string }): Origin[] {
  return attempt.deviceId
    ? [`device:${attempt.deviceId}`]
    : ['anywhere', `address:${networkOf(attempt.address)}`]
}

/** When the origin may try again; null if now. */
export function lockedUntil(count: FailureCount | undefined, now: Date): Date | null {
  return count?.lockedUntil && count.lockedUntil > now ? count.lockedUntil : null
}

/** The count after one more failure at `now`; the failure that reaches the limit locks. */
export function afterFailure(count: FailureCount | undefined, origin: Origin, now: Date): FailureCount {
  const failures = (count && isRemembered(count, now) ? count.failures : 0) + 1
  const locks = failures >= (FAILURES_ALLOWED[kindOf(origin)] ?? 1)
  return { failures, lastFailureAt: now, lockedUntil: locks ? new Date(now.getTime() + LOCK_MS) : null }
}

function isRemembered({ lastFailureAt, lockedUntil: until }: FailureCount, now: Date): boolean {
  const lockIsOver = until !== null && until <= now
  return !lockIsOver && now.getTime() - lastFailureAt.getTime() < MEMORY_MS
}

const kindOf = (origin: Origin) => origin.split(':', 1)[0] ?? origin

/** One customer's line: an IPv4 address, or the /64 that an IPv6 customer is given whole (RFC 6177). */
export function networkOf(address: string): string {
  const [plain = ''] = address.replace(/^::ffff:(?=\d+\.)/i, '').split('%')
  return isIPv6(plain) ? `${expanded(plain).slice(0, 4).join(':')}::/64` : plain
}

/** The eight groups of an IPv6 address, without leading zeros. */
function expanded(address: string): string[] {
  const [head, tail] = address.toLowerCase().split('::').map(groupsOf)
  const [before, after] = [head ?? [], tail ?? []]
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  return [...before, ...(tail ? zeros : []), ...after]
}

const groupsOf = (part: string) => (part ? part.split(':').map(group => group.replace(/^0+(?=.)/, '')) : [])
