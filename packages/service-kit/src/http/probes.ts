import type { Metrics } from '../observability/metrics.js'
import type { KitRequest, KitResponse } from './express-classes.js'
import type { Health, HealthReport, Readiness } from './health.js'
import { pathOf } from './problem-handler.js'
import { type Outgoing, send } from './send.js'

/** What answers the operational paths. */
export interface ProbeSources {
  health: Health
  metrics: Metrics
  /** The OpenAPI document, made when it is asked for. */
  openapi(): object | Promise<object>
}

type Answer = () => Outgoing | Promise<Outgoing>

const json = (status: number, body: unknown): Outgoing => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/**
 * The paths every service answers beside its contract, through the same socket as traffic:
 * `/livez` (the process only), `/readyz` (required dependencies), `/health` (the whole story), `/metrics`, `/openapi.json`.
 */
export function probes({ health, metrics, openapi }: ProbeSources) {
  const answers = new Map<string, Answer>([
    ['/livez', () => json(200, { status: 'alive' })],
    ['/readyz', async () => readiness(await health.readiness())],
    ['/health', async () => wholeStory(await health.report())],
    [
      '/metrics',
      async () => ({
        status: 200,
        headers: { 'content-type': metrics.registry.contentType },
        body: await metrics.registry.metrics(),
      }),
    ],
    ['/openapi.json', async () => json(200, await openapi())],
  ])

  return function answerProbes(
    request: KitRequest,
    response: KitResponse,
    next: () => void,
  ): void | Promise<void> {
    const answer =
      request.method === 'GET' || request.method === 'HEAD' ? answers.get(pathOf(request)) : undefined
    if (!answer) return next()
    request.context.routine = true
    return Promise.resolve(answer()).then(outgoing => send(request, response, outgoing))
  }
}

const readiness = (readiness: Readiness): Outgoing =>
  json(readiness.status === 'ready' ? 200 : 503, readiness)

const wholeStory = (report: HealthReport): Outgoing => json(report.status === 'critical' ? 503 : 200, report)
