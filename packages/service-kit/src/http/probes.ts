import type { Metrics } from '../observability/metrics.js'
import type { KitRequest } from './express-classes.js'
import type { Health, HealthReport, Readiness } from './health.js'
import { OBSERVE } from './observers.js'
import { ANSWERED, type Passing, passage, type Step, when } from './pipeline.js'
import { type Outgoing, send } from './send.js'

/** What answers the operational paths. */
export interface ProbeSources {
  health: Health
  metrics: Metrics
  /** The OpenAPI document, made when it is asked for. */
  openapi(): object | Promise<object>
  /** Whether a request comes from where the platform is watched from. */
  isObserver(request: KitRequest): boolean
  /** What others pass who want to be told as much: a limit, then the check of their token. */
  admission: readonly Step[]
}

type Answer = () => Outgoing | Promise<Outgoing>

/** A path with what everybody is told there, if anything, and what those are told who may look inside. */
interface Probe {
  toAll?: Answer
  toObservers: Answer
}

const json = (status: number, body: unknown): Outgoing => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/**
 * The paths every service answers beside its contract, through the same socket as traffic:
 * `/livez` (the process only), `/readyz` (required dependencies), `/health` (the whole story), `/metrics`, `/openapi.json`.
 *
 * What tells of the inside is for observers: whoever asks from an address of theirs, or with a token that permits it.
 * Everybody else hears how the service is, and not why.
 */
export function probes(sources: ProbeSources): Step {
  const { isObserver, admission, metrics } = sources
  const all = probesOf(sources)
  const inside = { ...INSIDE, observer: metrics.requests('GET', INSIDE.id) }
  const admitted = passage(admission)

  return function answerProbes(request, response) {
    const { context, method, headers } = request
    const probe = method === 'GET' || method === 'HEAD' ? all.get(context.path) : undefined
    if (!probe) return undefined
    context.routine = true
    const answer = (answerOf: Answer) =>
      when(answerOf(), (outgoing): Passing => {
        send(request, response, outgoing)
        return ANSWERED
      })
    if (isObserver(request)) return answer(probe.toObservers)
    if (probe.toAll && headers.authorization === undefined) return answer(probe.toAll)
    context.operation = inside
    return when(admitted(request, response), () => answer(probe.toObservers))
  }
}

const INSIDE = { id: 'platform.observe', access: OBSERVE, rateLimit: undefined, timeoutMs: 10_000 } as const

function probesOf({ health, metrics, openapi }: ProbeSources): ReadonlyMap<string, Probe> {
  return new Map([
    ['/livez', toEverybody(() => json(200, { status: 'alive' }))],
    ['/openapi.json', toEverybody(async () => json(200, await openapi()))],
    [
      '/readyz',
      {
        toAll: async () => readiness(await health.readiness(), ({ status }) => ({ status })),
        toObservers: async () => readiness(await health.readiness()),
      },
    ],
    [
      '/health',
      {
        toAll: async () => story(await health.report(), ({ status }) => ({ status })),
        toObservers: async () => story(await health.report()),
      },
    ],
    ['/metrics', { toObservers: () => exposition(metrics) }],
  ])
}

const toEverybody = (answer: Answer): Probe => ({ toAll: answer, toObservers: answer })

const asItIs = (value: unknown): unknown => value

function readiness(found: Readiness, told: (found: Readiness) => unknown = asItIs): Outgoing {
  return json(found.status === 'ready' ? 200 : 503, told(found))
}

function story(report: HealthReport, told: (report: HealthReport) => unknown = asItIs): Outgoing {
  return json(report.status === 'critical' ? 503 : 200, told(report))
}

async function exposition({ registry }: Metrics): Promise<Outgoing> {
  const headers = { 'content-type': registry.contentType }
  return { status: 200, headers, body: await registry.metrics() }
}
