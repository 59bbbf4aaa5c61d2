/** The clock and the dice of a client, so that tests need neither wait nor guess. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number
  /** From 0 up to 1. */
  random(): number
  /** Resolves after the pause; rejects with the signal's reason when that is aborted first. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

/** The clock on the wall. */
export const systemTime: Time = {
  now: Date.now,
  random: Math.random,
  wait: (ms, signal) =>
    within(
      { ms: Number.POSITIVE_INFINITY, signal },
      inner => new Promise<void>(done => pause(ms, inner, done)),
    ),
}

function pause(ms: number, signal: AbortSignal, done: () => void): void {
  const timer = setTimeout(done, ms)
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
}

/** How long work may take, and what else ends it. */
export interface Limit {
  ms: number
  signal?: AbortSignal | undefined
  /** Makes the failure for work that takes longer. */
  late?: () => Error
}

/** Runs work under a fresh signal, and rejects as soon as the time is up or the outer signal is aborted, come what may. */
export async function within<T>(
  { ms, signal: outer, late }: Limit,
  work: (signal: AbortSignal) => Promise<T>,
) {
  const inner = new AbortController()
  const follow = () => inner.abort(outer?.reason)
  const timer = Number.isFinite(ms) ? setTimeout(() => inner.abort(late?.()), ms) : undefined
  outer?.addEventListener('abort', follow)
  try {
    if (outer?.aborted) follow()
    inner.signal.throwIfAborted()
    return await Promise.race([work(inner.signal), abortion(inner.signal)])
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', follow)
  }
}

function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
}
