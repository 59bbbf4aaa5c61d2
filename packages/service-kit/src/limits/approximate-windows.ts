import type { Redis } from 'ioredis'
import type { Consumption, Limit } from './limit.js'

interface Share {
  key: string
  own: number
  /** Of `own`, what the others have been told. */
  told: number
  others: number
  endsAtMs: number
}

const SHARE_EVERY_MS = 100
// A window is forgotten by Redis a little after it has ended here: clocks differ.
const GRACE_MS = 5_000

/** What sharing needs. */
export interface ApproximateOptions {
  redis: Redis
  maxKeys: number
  nowMs: () => number
  /** Called when the others could not be told. */
  failed: (error: unknown) => void
}

/**
 * Counts calls in this process and tells the other instances in the background: no call waits for Redis, and the sum is
 * off by at most what all instances let through in 100 ms. Windows are those of the clock, so that all agree on them.
 */
export class ApproximateWindows {
  readonly #shares = new Map<string, Share>()
  readonly #untold = new Set<Share>()
  readonly #options: ApproximateOptions
  #timer: NodeJS.Timeout | undefined
  #telling: Promise<void> = Promise.resolve()

  constructor(options: ApproximateOptions) {
    this.#options = options
  }

  consume(key: string, { limit, windowSeconds }: Limit): Consumption {
    const nowMs = this.#options.nowMs()
    const share = this.#share(key, nowMs, windowSeconds * 1_000)
    share.own++
    this.#tellSoon(share)
    const count = share.own + share.others
    return {
      allowed: count <= limit,
      remaining: Math.max(0, limit - count),
      resetSeconds: (share.endsAtMs - nowMs) / 1_000,
    }
  }

  /** Tells the others now. */
  flush(): Promise<void> {
    this.#telling = this.#telling.then(() => this.#tell()).finally(() => this.#rest())
    return this.#telling
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #share(key: string, nowMs: number, lengthMs: number): Share {
    const known = this.#shares.get(key)
    if (known && known.endsAtMs > nowMs) return known
    if (!known && this.#shares.size >= this.#options.maxKeys) this.#dropFirst()
    const window = Math.floor(nowMs / lengthMs)
    const share = {
      key: `about:${key}:${window}`,
      own: 0,
      told: 0,
      others: 0,
      endsAtMs: (window + 1) * lengthMs,
    }
    this.#shares.set(key, share)
    return share
  }

  #dropFirst(): void {
    const [first] = this.#shares.keys()
    if (first !== undefined) this.#shares.delete(first)
  }

  // One at a time: told to a Redis that takes longer than the pause, they would queue up.
  #tellSoon(share: Share): void {
    this.#untold.add(share)
    this.#timer ??= setTimeout(() => void this.#tellInTurn(), SHARE_EVERY_MS).unref()
  }

  async #tellInTurn(): Promise<void> {
    await this.flush()
    const [next] = this.#untold
    if (next) this.#tellSoon(next)
  }

  async #tell(): Promise<void> {
    const shares = [...this.#untold]
    this.#untold.clear()
    if (shares.length === 0) return
    const { redis, nowMs, failed } = this.#options
    const pipeline = redis.pipeline()
    const sent = shares.map(({ own, told }) => own - told)
    for (const [at, { key, endsAtMs }] of shares.entries()) {
      pipeline.incrby(key, sent[at] ?? 0).pexpire(key, Math.ceil(endsAtMs - nowMs() + GRACE_MS))
    }
    try {
      learn(shares, sent, (await pipeline.exec()) ?? [])
    } catch (error) {
      failed(error)
    }
  }
}

// Two replies for each share: the sum over all instances, and the expiry's, which says nothing.
function learn(
  shares: readonly Share[],
  sent: readonly number[],
  replies: readonly [Error | null, unknown][],
): void {
  for (const [at, share] of shares.entries()) {
    const [error, sum] = replies[at * 2] ?? [null, undefined]
    if (error) throw error
    share.told += sent[at] ?? 0
    share.others = Math.max(0, Number(sum) - share.told)
  }
}
