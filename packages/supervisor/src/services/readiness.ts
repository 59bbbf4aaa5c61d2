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
const PATIENCE_MS = 2_000
const HUNG_MS = 10_000

/**
 * Asks `GET /readyz` through the socket that traffic takes, quickly until the first yes, then each second. A refusal
 * counts at once; silence counts when it is repeated, for a busy moment is no outage.
 */
export async function watchReadiness(url: string, { signal, onReady, onHung }: Watcher): Promise<void> {
  let ready = false
  let silentSince: number | null = null
  while (!signal.aborted) {
    const answer = await ask(`${url}/readyz`, signal)
    if (signal.aborted) return
    const now = performance.now()
    const repeated = silentSince !== null
    silentSince = answer === 'silent' ? (silentSince ?? now) : null
    if (silentSince !== null && now - silentSince > HUNG_MS) return onHung()
    const isReady: boolean = answer === 'yes' || (answer === 'silent' && ready && !repeated)
    if (isReady !== ready) onReady(isReady)
    ready = isReady
    await delay(ready ? POLL_MS : FIRST_POLL_MS, undefined, { signal }).catch(() => {})
  }
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
