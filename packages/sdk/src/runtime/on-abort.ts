interface Followers {
  callbacks: Set<() => void>
  listener: () => void
}

const followersOf = new WeakMap<AbortSignal, Followers>()

/**
 * Calls back when a signal is aborted, at once if it was; the function returned ends that.
 *
 * However many follow a signal, it has one listener: Node warns of a leak at the eleventh.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) callback()
  const { callbacks, listener } = followersOf.get(signal) ?? listened(signal)
  callbacks.add(callback)
  return () => {
    callbacks.delete(callback)
    if (callbacks.size > 0) return
    signal.removeEventListener('abort', listener)
    followersOf.delete(signal)
  }
}

function listened(signal: AbortSignal): Followers {
  const callbacks = new Set<() => void>()
  const listener = () => callbacks.forEach(callback => callback())
  signal.addEventListener('abort', listener)
  const followers = { callbacks, listener }
  followersOf.set(signal, followers)
  return followers
}
