import { get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

/** `yes` and `no` are answers; `silent` is none: refused, reset or late. */
export type Answer = 'yes' | 'no' | 'silent'

export interface Watcher {
  readonly signal: AbortSignal
  /** Called on every change, and never twice with the same value. */
  readonly onReady: (ready: boolean) => void
  /** The process has not answered for `HUNG_MS`: it will not come back by itself. */
  readonly onHung: () => void
}

const FIRST_POLL_MS = 20
const POLL_MS = 1_000
// Longer than a service takes for a no (its checks have 1.5 s each): a dependency that hangs must not pass for a process
// that does. Twice this and one poll are under the 5 s within which an outage is seen.
const PATIENCE_MS = 1_900
const HUNG_MS = 10_000

interface Health {
  readonly ready: boolean
  /** When the answers stopped; null while there are any. */
  readonly silentSince: number | null
}

/**
 * Asks `GET /readyz` through the socket that traffic takes, quickly until the first yes, then each second, at once again
 * after silence, and tells of changes until the signal aborts.
 */
export async function watchReadiness(url: string, { signal, onReady, onHung }: Watcher): Promise<void> {
  let health: Health = { ready: false, silentSince: null }
  while (!signal.aborted) {
    const answer = await ask(`${url}/readyz`, signal)
    if (signal.aborted) return
    const now = performance.now()
    const next = judge(health, answer, now)
    if (next.ready !== health.ready) onReady(next.ready)
    if (now - (next.silentSince ?? now) > HUNG_MS) return onHung()
    health = next
    await delay(next.ready && answer !== 'silent' ? POLL_MS : FIRST_POLL_MS, undefined, { signal }).catch(
      () => {},
    )
  }
}

/** A refusal counts at once; silence counts when it is repeated, for a busy moment is no outage. */
export function judge({ ready, silentSince }: Health, answer: Answer, now: number): Health {
  if (answer !== 'silent') return { ready: answer === 'yes', silentSince: null }
  return { ready: ready && silentSince === null, silentSince: silentSince ?? now }
}

function ask(url: string, signal: AbortSignal): Promise<Answer> {
  return new Promise(resolve => {
    const request = get(url, { agent: false, signal, timeout: PATIENCE_MS }, response => {
      response.resume()
      resolve(response.statusCode === 200 ? 'yes' : 'no')
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve('silent'))
    request.once('close', () => resolve('silent'))
  })
}
