/**
 * Makes a function whose runs never overlap: whoever calls while one is running shares the next, which begins after their call
 * and so sees all that was committed before it.
 */
export function coalesced(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<void> | undefined

  const begin = (): Promise<void> => {
    next = undefined
    const current = run()
    running = current.catch(() => undefined)
    return current
  }

  return () => {
    next ??= running.then(begin)
    return next
  }
}
