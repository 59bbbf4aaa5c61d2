import type { Metrics } from '../observability/metrics.js'
import type { Health, HealthReport, Readiness } from './health.js'
import { ANSWERED, type Step, when } from './pipeline.js'
import { type Outgoing, send } from './send.js'

/** What answers the operational paths. */
export interface ProbeSources {
  health: Health
  metrics: Metrics
  /** The OpenAPI document, made when it is asked for. */
  openapi(): object | Promise<object>
}

type Answer = () => Outgoing | Promise<Outgoing>

const JSON_OK = { status: 200, headers: { 'content-type': 'application/json' } }
/** The document is large, and anybody may ask for it: its text is made no more often than this. */
const DOCUMENT_MS = 1_000

const json = (status: number, body: unknown): Outgoing => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/**
 * The paths every service answers beside its contract, through the same socket as traffic:
 * `/livez` (the process only), `/readyz` (required dependencies), `/health` (the whole story), `/metrics`, `/openapi.json`.
 */
export function probes({ health, metrics, openapi }: ProbeSources): Step {
  const document = documentText(openapi)
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
    ['/openapi.json', async () => ({ ...JSON_OK, body: await document() })],
  ])

  return function answerProbes(request, response) {
    const { context, method } = request
    const answer = method === 'GET' || method === 'HEAD' ? answers.get(context.path) : undefined
    if (!answer) return undefined
    context.routine = true
    return when(answer(), outgoing => {
      send(request, response, outgoing)
      return ANSWERED
    })
  }
}

function documentText(openapi: ProbeSources['openapi']): () => Promise<string> {
  let text: Promise<string> | undefined
  let madeAtMs = 0
  return () => {
    const now = performance.now()
    if (text && now - madeAtMs < DOCUMENT_MS) return text
    madeAtMs = now
    text = Promise.resolve(openapi()).then(document => JSON.stringify(document))
    return text
  }
}

const readiness = (readiness: Readiness): Outgoing =>
  json(readiness.status === 'ready' ? 200 : 503, readiness)

const wholeStory = (report: HealthReport): Outgoing => json(report.status === 'critical' ? 503 : 200, report)
