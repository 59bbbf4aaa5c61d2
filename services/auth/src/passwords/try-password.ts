import { AccountLocked, AccountLockedEvent } from '@azora/contracts/auth'
import type { FailureCounts } from '../sessions/failure-repository.js'
import { afterFailure, lockedUntil, type Origin } from '../sessions/lockout.js'
import type { Use } from '../use.js'

/** A password given for an account that may or may not exist. */
export interface Attempt {
  email: string
  userId: string | null
  /** The stored hash; null where there is no account. */
  stored: string | null
  password: string
  origins: readonly Origin[]
}

/** What a right password opens; it is given the hash to store if the old one took less work than is asked for today. */
export type Granted<Result> = (upgraded: string | null) => Promise<Result>

type Outcome<Result> = { kind: 'locked'; until: Date } | { kind: 'wrong' } | { kind: 'right'; result: Result }

/**
 * Tries a password: runs `granted` in the transaction that forgets earlier failures if it is right, counts a failure and
 * returns null if it is wrong.
 *
 * What is counted are answers, not tries: of any number of guesses at the same moment only those get an honest answer that
 * are decided before the origin is locked, right ones included. @throws AccountLocked, ServiceUnavailable
 */
export async function tryPassword<Result>(
  use: Use,
  attempt: Attempt,
  granted: Granted<Result>,
): Promise<Result | null> {
  const { clock, failures, hasher } = use
  refuseLocked(await failures.find(attempt.email, attempt.origins), clock.now())
  const matches = await hasher.verify(attempt.stored, attempt.password)
  const upgraded = matches ? await upgrade(use, attempt) : null
  const outcome = await decide(use, attempt, matches ? () => granted(upgraded) : null)
  if (outcome.kind === 'locked') throw accountLocked(outcome.until, clock.now())
  return outcome.kind === 'right' ? outcome.result : null
}

/** The password hashed anew if today's cost is higher: only while it is known can it be. */
async function upgrade({ hasher }: Use, { stored, password }: Attempt): Promise<string | null> {
  return stored && hasher.isOutdated(stored) ? hasher.hash(password) : null
}

function decide<Result>(
  use: Use,
  attempt: Attempt,
  granted: (() => Promise<Result>) | null,
): Promise<Outcome<Result>> {
  const { clock, failures, transaction } = use
  const { email, origins } = attempt
  return transaction(async () => {
    if (!granted) await failures.begin(email, origins, clock.now())
    const counts = await failures.lock(email, origins)
    const until = latestLock(counts, clock.now())
    if (until) return { kind: 'locked', until }
    if (!granted) return countFailure(use, attempt, counts)
    if (counts.size > 0) await failures.forget(email, origins)
    return { kind: 'right', result: await granted() }
  })
}

async function countFailure(use: Use, attempt: Attempt, counts: FailureCounts): Promise<{ kind: 'wrong' }> {
  const { audit, clock, failures, publish } = use
  const now = clock.now()
  for (const origin of attempt.origins.toSorted()) {
    const count = afterFailure(counts.get(origin), origin, now)
    await failures.save(attempt.email, origin, count)
    if (!count.lockedUntil) continue
    const { userId } = attempt
    const until = count.lockedUntil.toISOString()
    await audit({
      action: 'account.locked',
      subject: userId ?? 'unknown',
      actor: null,
      data: { origin, until },
    })
    const address = origin.replace(/^address:/, '')
    if (userId) await publish(AccountLockedEvent, { userId, address, lockedUntil: until })
  }
  return { kind: 'wrong' }
}

function refuseLocked(counts: FailureCounts, now: Date): void {
  const until = latestLock(counts, now)
  if (until) throw accountLocked(until, now)
}

function latestLock(counts: FailureCounts, now: Date): Date | null {
  const locks = [...counts.values()].flatMap(count => lockedUntil(count, now) ?? [])
  return locks.length === 0 ? null : new Date(Math.max(...locks.map(Number)))
}

/** The problem of a lock that ends at `until`, with the time to wait. */
export function accountLocked(until: Date, now: Date): InstanceType<typeof AccountLocked> {
  const retryAfterSeconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000))
  return new AccountLocked(undefined, {
    headers: { 'retry-after': String(retryAfterSeconds) },
    extensions: { retryAfterSeconds },
  })
}
