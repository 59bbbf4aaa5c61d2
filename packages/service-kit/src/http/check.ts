import type { NamedResource } from '../lifecycle.js'

/** How one dependency does. */
export interface CheckReport {
  name: string
  required: boolean
  ok: boolean
  durationMs: number
  /** What is wrong; one line, no secrets. */
  error?: string
}

/** How long a check may take. Whoever asks a service for its health waits a little longer than this, so that a no is heard. */
export const CHECK_TIMEOUT_MS = 1_500
/** Probes come from several sides at once; until a check has been answered, and for so long after, they share it. */
const SHARE_MS = 250
/** A question that has hung for so long is given up, and another one is asked. */
const ABANDON_MS = 30_000

interface Question {
  askedAtMs: number
  /** What came of it, whenever that was. */
  answer: Promise<CheckReport>
}

/**
 * Asks one resource how it does. It is asked once at a time: probes share the answer, and a resource that hangs is not
 * handed another question by each of them (a pool would lose a connection to every probe).
 */
export class Check {
  readonly required: boolean
  readonly #named: NamedResource
  #hanging: Question | undefined
  #shared: Promise<CheckReport> | undefined
  #freshUntilMs = 0

  constructor(named: NamedResource) {
    this.#named = named
    this.required = named.resource.required ?? true
  }

  /** The answer, or that there is none in time; within 1.5 s. */
  report(): Promise<CheckReport> {
    if (!this.#shared || performance.now() > this.#freshUntilMs) {
      this.#freshUntilMs = Number.POSITIVE_INFINITY
      this.#shared = this.#inTime().finally(() => {
        this.#freshUntilMs = performance.now() + SHARE_MS
      })
    }
    return this.#shared
  }

  async #inTime(): Promise<CheckReport> {
    const { askedAtMs, answer } = this.#question()
    const leftMs = CHECK_TIMEOUT_MS - (performance.now() - askedAtMs)
    const { ended, cancel } = after(Math.max(0, leftMs))
    const late = ended.then(() =>
      this.#reportOn(askedAtMs, new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)),
    )
    return Promise.race([answer, late]).finally(cancel)
  }

  #question(): Question {
    const now = performance.now()
    if (this.#hanging && now - this.#hanging.askedAtMs < ABANDON_MS) return this.#hanging
    const done = (error?: unknown) => {
      if (this.#hanging === question) this.#hanging = undefined
      return this.#reportOn(now, error)
    }
    const answer = (async () => this.#named.resource.check?.())().then(() => done(), done)
    const question: Question = { askedAtMs: now, answer }
    this.#hanging = question
    return question
  }

  #reportOn(askedAtMs: number, error: unknown): CheckReport {
    return {
      name: this.#named.name,
      required: this.required,
      ok: error === undefined,
      durationMs: Math.round(performance.now() - askedAtMs),
      ...(error === undefined ? {} : { error: error instanceof Error ? error.message : String(error) }),
    }
  }
}

/** Ends after so many milliseconds and one look at what has come in: of a process that stood still, its timers wake first. */
function after(ms: number): { ended: Promise<void>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined
  const ended = new Promise<void>(resolve => {
    timer = setTimeout(() => setImmediate(() => setImmediate(resolve)), ms)
  })
  return { ended, cancel: () => clearTimeout(timer) }
}
