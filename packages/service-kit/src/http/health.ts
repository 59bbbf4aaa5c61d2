import type { Lifecycle, LifecycleState, NamedResource } from '../lifecycle.js'
import { Check, type CheckReport } from './check.js'

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

/** What `/readyz` tells. */
export interface Readiness {
  status: 'ready' | 'unready'
  state: LifecycleState
  /** The names of what is required and fails. */
  failing: string[]
}

/** Asks the resources of a service how they do, whenever somebody wants to know. */
export class Health {
  readonly #service: string
  readonly #lifecycle: Lifecycle
  readonly #checks: readonly Check[]

  constructor(service: string, lifecycle: Lifecycle, resources: readonly NamedResource[]) {
    this.#service = service
    this.#lifecycle = lifecycle
    this.#checks = resources.filter(({ resource }) => resource.check).map(named => new Check(named))
  }

  /** Asks everything that is required, and nothing else: what is optional can neither fail readiness nor hold it up. */
  async readiness(): Promise<Readiness> {
    const checks = await reportsOf(this.#checks.filter(check => check.required))
    const { state } = this.#lifecycle
    const failing = checks.filter(check => !check.ok).map(check => check.name)
    return { status: tierOf(state, checks) === 'critical' ? 'unready' : 'ready', state, failing }
  }

  /** Asks everything. */
  async report(): Promise<HealthReport> {
    const checks = await reportsOf(this.#checks)
    const { state } = this.#lifecycle
    return {
      service: this.#service,
      status: tierOf(state, checks),
      state,
      uptimeSeconds: Math.round(process.uptime()),
      checks,
    }
  }
}

const reportsOf = (checks: readonly Check[]) => Promise.all(checks.map(check => check.report()))

/** Readiness follows the required checks alone: an outage of something optional must not take every service out. Pure. */
export function tierOf(state: LifecycleState, checks: readonly CheckReport[]): HealthTier {
  if (state !== 'ready' || checks.some(check => check.required && !check.ok)) return 'critical'
  return checks.every(check => check.ok) ? 'healthy' : 'degraded'
}
