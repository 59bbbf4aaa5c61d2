import { DeadlineExceeded } from '@azora/contracts'
import { neverAborted, type Policy, reasonOf } from './policy.js'

/**
 * Waits for work so long and no longer. Its signal aborts then, and `DeadlineExceeded` is thrown even if the work does
 * not listen.
 */
export function timeout(ms: number): Policy {
  return {
    async execute(work, signal = neverAborted()) {
      const inner = new AbortController()
      const follow = () => inner.abort(signal.reason)
      const timer = setTimeout(() => inner.abort(new DeadlineExceeded(`It took longer than ${ms} ms.`)), ms)
      signal.addEventListener('abort', follow)
      try {
        signal.throwIfAborted()
        return await Promise.race([work(inner.signal), abortionOf(inner.signal)])
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', follow)
      }
    },
  }
}

function abortionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(reasonOf(signal)), { once: true })
  })
}
