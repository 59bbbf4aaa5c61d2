import type { Lifecycle, LifecycleState, NamedResource } from '../lifecycle.js'

/** How one dependency does. */
export interface CheckReport {
  name: string
  required: boolean
  ok: boolean
  durationMs: number
  /** What is wrong; one line, no secrets. */
  error?: string
}

/** The three tiers: all well; something optional failing; something required failing, or not ready. */
export type HealthTier = 'healthy' | 'degraded' | 'critical'

/** What `/health` tells. */
export interface HealthReport {
  service: string
  status: HealthTier
  state: LifecycleState
  uptimeSeconds: number
  checks: CheckReport[]
}

const CHECK_TIMEOUT_MS = 2_000
/** Probes come from several sides at once; until a round of checks has ended, and for so long after, they share it. */
const SHARE_MS = 250

/** Asks every resource how it does. Rounds never overlap, and no check can hold one up for more than 2 s. */
export class Health {
  readonly #service: string
  readonly #lifecycle: Lifecycle
  readonly #resources: readonly NamedResource[]
  #round: Promise<CheckReport[]> | undefined
  #freshUntilMs = 0

  constructor(service: string, lifecycle: Lifecycle, resources: readonly NamedResource[]) {
    this.#service = service
    this.#lifecycle = lifecycle
    this.#resources = resources.filter(({ resource }) => resource.check)
  }

  async report(): Promise<HealthReport> {
    const checks = await this.#checks()
    return {
      service: this.#service,
      status: tierOf(this.#lifecycle.state, checks),
      state: this.#lifecycle.state,
      uptimeSeconds: Math.round(process.uptime()),
      checks,
    }
  }

  #checks(): Promise<CheckReport[]> {
    if (!this.#round || performance.now() > this.#freshUntilMs) {
      this.#freshUntilMs = Number.POSITIVE_INFINITY
      this.#round = Promise.all(this.#resources.map(checked)).finally(() => {
        this.#freshUntilMs = performance.now() + SHARE_MS
      })
    }
    return this.#round
  }
}

/** Readiness follows the required checks alone: an outage of something optional must not take every service out. Pure. */
export function tierOf(state: LifecycleState, checks: readonly CheckReport[]): HealthTier {
  if (state !== 'ready' || checks.some(check => check.required && !check.ok)) return 'critical'
  return checks.every(check => check.ok) ? 'healthy' : 'degraded'
}

async function checked({ name, resource }: NamedResource): Promise<CheckReport> {
  const started = performance.now()
  const required = resource.required ?? true
  const done = (error?: unknown): CheckReport => ({
    name,
    required,
    ok: error === undefined,
    durationMs: Math.round(performance.now() - started),
    ...(error === undefined ? {} : { error: error instanceof Error ? error.message : String(error) }),
  })
  let timer: NodeJS.Timeout | undefined
  const overrun = new Promise<CheckReport>(resolve => {
    timer = setTimeout(
      () => resolve(done(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`))),
      CHECK_TIMEOUT_MS,
    )
  })
  const answer = (async () => resource.check?.())().then(() => done(), done)
  return Promise.race([answer, overrun]).finally(() => clearTimeout(timer))
}
