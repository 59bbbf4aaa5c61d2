import { setTimeout as delay } from 'node:timers/promises'
import type { ChaosDocument } from '../documents/chaos.js'
import { UserError } from '../exit.js'
import type { ProbedService, Progress } from './probed-service.js'

/** What to wait for. */
export interface Waiting {
  readonly run: string
  readonly events: number
  /** The end of publishing and killing: there is no rest before it. */
  readonly until: Promise<unknown>
  /** How long it may take from then. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  say(text: string): void
}

const POLL_MS = 250
const TOLD_MS = 5_000
/** Longer than lanes are leased and sweeps take: a transport that delivers again does so within this. */
const QUIET_MS = 6_000

/**
 * Resolves when all that was ordered is published and handled and nothing has happened for six seconds; or in vain, when that
 * takes too long.
 */
export async function untilRest(
  services: readonly ProbedService[],
  waiting: Waiting,
): Promise<Pick<ChaosDocument, 'drained' | 'drainedInMs'>> {
  const watch = new Watch(waiting)
  waiting.until.then(
    () => watch.strainEnded(),
    () => undefined,
  )
  for (;;) {
    const parts = await Promise.all(services.map(service => service.progress()))
    if (parts.some(({ run }) => run !== waiting.run))
      throw new UserError('replaced', 'Another trial has taken the place of this one')
    const verdict = watch.saw(parts)
    if (verdict) return verdict
    await delay(POLL_MS, undefined, { signal: waiting.signal })
  }
}

/** Judges what it sees of the progress. */
class Watch {
  readonly #waiting: Waiting
  #strainEndedAt = Number.POSITIVE_INFINITY
  #effects = 0
  #movedAt = performance.now()
  #toldAt = performance.now()

  constructor(waiting: Waiting) {
    this.#waiting = waiting
  }

  strainEnded(): void {
    this.#strainEndedAt = performance.now()
  }

  saw(parts: readonly Progress[]): Pick<ChaosDocument, 'drained' | 'drainedInMs'> | null {
    const now = performance.now()
    const { events, timeoutMs } = this.#waiting
    const [sent, effects] = [sum(parts.map(part => part.sent)), sum(parts.map(part => part.effects))]
    if (effects !== this.#effects) this.#movedAt = now
    this.#effects = effects
    this.#tell(`${sent} published, ${effects} handled`, now)
    const isDone = sent >= events && effects >= events && !parts.some(({ waits }) => waits)
    const isQuiet = now - Math.max(this.#movedAt, this.#strainEndedAt) >= QUIET_MS
    const drainedInMs = Math.max(0, Math.round(this.#movedAt - this.#strainEndedAt))
    if (isDone && isQuiet) return { drained: true, drainedInMs }
    return now - this.#strainEndedAt > timeoutMs ? { drained: false, drainedInMs: null } : null
  }

  #tell(text: string, now: number): void {
    if (now - this.#toldAt < TOLD_MS) return
    this.#toldAt = now
    this.#waiting.say(text)
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
