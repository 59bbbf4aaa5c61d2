import { setTimeout as delay } from 'node:timers/promises'
import type { ChaosDocument } from '../documents/chaos.js'
import { type PlannedKill, randomFrom } from './schedule.js'
import type { Kill } from './targets.js'

const AGAIN_MS = 50

/** What is needed to carry out a schedule. */
export interface Killing {
  readonly schedule: readonly PlannedKill[]
  readonly kills: ReadonlyMap<string, Kill>
  readonly seed: number
  readonly signal: AbortSignal
  readonly onKill: (kill: ChaosDocument['kills'][number]) => void
}

/** Kills what the schedule says when it says so; what is just away is killed as soon as it is back. */
export async function killAll({ schedule, kills, seed, signal, onKill }: Killing): Promise<void> {
  const random = randomFrom(seed)
  const startedAt = performance.now()
  for (const { afterMs, target } of schedule) {
    await delay(Math.max(0, startedAt + afterMs - performance.now()), undefined, { signal })
    const pid = await insist(() => kills.get(target)?.(random) ?? Promise.resolve(null), signal)
    onKill({ at: new Date().toISOString(), target, pid })
  }
}

async function insist(kill: () => Promise<number | null>, signal: AbortSignal): Promise<number> {
  for (;;) {
    const pid = await kill()
    if (pid !== null) return pid
    await delay(AGAIN_MS, undefined, { signal })
  }
}
