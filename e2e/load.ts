import { setInterval } from 'node:timers/promises'

/** How one request of a load ended: its status, or 0 where no answer came. */
export interface Ended {
  n: number
  status: number
  /** When it was sent, in ms of the monotonic clock. */
  sentAt: number
  tookMs: number
}

/** Requests that are sent at a steady rate until it is stopped. */
export interface Load extends AsyncDisposable {
  /** Resolves once so many more have been sent. */
  further(count: number): Promise<void>
  /** Sends no more, and gives how each one ended, in the order they were sent. */
  stop(): Promise<Ended[]>
}

/** Sends so many a second, however long answers take: a load that waits for answers would hide that they are late. */
export function steadyLoad(perSecond: number, call: (n: number) => Promise<number>): Load {
  const sent: Promise<Ended>[] = []
  const stopped = new AbortController()
  const sending = (async () => {
    for await (const _ of setInterval(1_000 / perSecond)) {
      if (stopped.signal.aborted) return
      sent.push(ended(sent.length, call))
    }
  })()
  const stop = async () => {
    stopped.abort()
    await sending
    return Promise.all(sent)
  }
  return {
    stop,
    async further(count) {
      const goal = sent.length + count
      for await (const _ of setInterval(10)) if (sent.length >= goal) return
    },
    [Symbol.asyncDispose]: async () => void (await stop()),
  }
}

async function ended(n: number, call: (n: number) => Promise<number>): Promise<Ended> {
  const sentAt = performance.now()
  const status = await call(n).catch(() => 0)
  return { n, status, sentAt, tookMs: performance.now() - sentAt }
}

/** How many did not end well, by status. */
export function failures(all: readonly Ended[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of all.filter(each => each.status < 200 || each.status >= 300))
    counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** The time that a share of them did not exceed: `percentile(all, 0.99)`. */
export function percentile(all: readonly Ended[], share: number): number {
  const times = all.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
}
