import { Session } from 'node:inspector/promises'
import { type EventLoopUtilization, performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'

/** How often a process looks whether it has anything to do. */
const LOOK_MS = 5_000
/** Busier than this, it is not at rest: what the platform itself asks each second takes less. */
const BUSY = 0.05
/** Less than this is not worth a pause. */
const WORTH_BYTES = 8 * 1_024 * 1_024

/** What of a process decides whether it gives memory back; tests bring their own. */
export interface Resting {
  /** How busy it has been since it was last asked, 0 to 1. */
  busy(): number
  /** What its heap takes. */
  heapBytes(): number
  /** Collects everything collectable and gives the space back. */
  collect(): Promise<void>
  lookMs: number
}

/**
 * Gives memory back once a process has nothing to do. V8 keeps what a start or a flood of requests has made it take for as
 * long as nothing is allocated, which at rest is for ever: 30 to 50 MiB in each service. It costs one pause of some 50 ms, after at
 * least 5 s with hardly any request, and again only when 8 MiB have come together.
 */
export class Rest {
  readonly #of: Resting
  #timer: NodeJS.Timeout | undefined
  #afterLast = 0

  constructor(of: Resting = thisProcess()) {
    this.#of = of
  }

  start(): void {
    this.#of.busy()
    this.#timer = setInterval(() => void this.#look(), this.#of.lookMs).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    if (this.#of.busy() > BUSY || this.#of.heapBytes() - this.#afterLast < WORTH_BYTES) return
    await this.#of.collect()
    this.#afterLast = this.#of.heapBytes()
    // The pause itself does not count as work.
    this.#of.busy()
  }
}

function thisProcess(): Resting {
  let last: EventLoopUtilization | undefined
  return {
    lookMs: LOOK_MS,
    busy() {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, last)
      last = now
      return utilization
    },
    heapBytes: () => getHeapStatistics().total_physical_size,
    collect: collectAll,
  }
}

/** What V8 does when memory is low. What it offers to programs, `--expose-gc`, keeps the space of the young generation. */
export async function collectAll(): Promise<void> {
  const session = new Session()
  session.connect()
  try {
    await session.post('HeapProfiler.collectGarbage')
  } finally {
    session.disconnect()
  }
}
