import type { JoinableTransaction } from '../data/lazy-transaction.js'
import type { RawClient } from '../data/transaction-scope.js'
import { at } from '../events/fault-point.js'
import { RequestContext, withRequest } from '../http/request-context.js'
import type { SpanSink } from '../observability/span.js'
import { timeout } from '../resilience/timeout.js'
import type { Kit } from '../resource.js'
import type { Claim, SagaRow, StepRow } from './saga-rows.js'
import type { Step, StepCall } from './step.js'

/** What steps write to. */
export interface StepStore {
  lazyTransaction(begun: () => Promise<void>): JoinableTransaction
}

/** What one attempt is made in. */
export interface AttemptSurroundings {
  store: StepStore
  kit: Kit
  spans: SpanSink
}

/** An attempt at a step or at its compensation. */
export interface Attempt {
  held: Claim
  row: SagaRow
  step: Step
  /** The step before this attempt; undefined if it is the first. */
  before: StepRow | undefined
  isCompensation: boolean
  /** 1 for the first. */
  number: number
  /** Aborts when the saga is somebody else's. */
  lost: AbortSignal
}

/** Room to note the outcome within the time the request's deadline leaves to its calls. */
const MARGIN_MS = 2_000

/**
 * Runs a step, or its compensation, once. What it writes and the note of its outcome are one transaction, begun when it first
 * writes: while it waits for another service it holds no connection. To the code inside it looks like a request that goes on
 * where the saga was started.
 */
export async function attemptOf(
  attempt: Attempt,
  { store, kit, spans }: AttemptSurroundings,
  note: (tx: RawClient, result: unknown) => Promise<void>,
): Promise<void> {
  const { row, step } = attempt
  const headers = {
    traceparent: row.traceparent ?? undefined,
    'x-request-id': row.requestId ?? undefined,
  }
  const context = new RequestContext({ headers, url: '' }, '', kit.log)
  context.ownTimeMs = step.timeoutMs + MARGIN_MS
  const transaction = store.lazyTransaction(async () => {})
  const run = (signal: AbortSignal) => transaction.run(async () => call(attempt, context, signal))
  let failed = true
  try {
    const result = await at('saga.step', () =>
      withRequest(context, () => timeout(step.timeoutMs).execute(run, attempt.lost)),
    )
    const tx = await at('saga.transaction', () => transaction.begin())
    await at('saga.noted', () => note(tx, result))
    await at('saga.commit', () => transaction.commit())
    failed = false
  } finally {
    if (failed) await at('saga.rollback', () => transaction.rollback())
    if (context.trace.sampled) spans.record(spanOf(attempt, context, failed))
  }
}

/** The key of a step, or of its compensation: the same for all attempts. */
export function keyOf({ id }: Claim, step: string, isCompensation: boolean): string {
  return isCompensation ? `${id}-${step}-compensate` : `${id}-${step}`
}

/** An attempt at a step as it stands. */
export function nextAttempt(attempt: Omit<Attempt, 'before' | 'number'>): Attempt {
  const before = attempt.row.steps.get(attempt.step.name)
  const earlier = attempt.isCompensation ? before?.compensations : before?.attempts
  return { ...attempt, before, number: (earlier ?? 0) + 1 }
}

function call(attempt: Attempt, context: RequestContext, signal: AbortSignal): unknown {
  const { held, row, step, before, isCompensation, number } = attempt
  const given: StepCall = {
    input: row.input,
    key: keyOf(held, step.name, isCompensation),
    done: resultsOf(row),
    attempt: number,
    signal,
    log: context.log.with({ saga: held.saga, sagaId: held.id, subject: row.subject, step: step.name }),
  }
  if (!isCompensation) return step.run(given)
  // JSON has no undefined: what was stored for it is null.
  const result = before?.result ?? undefined
  return step.compensate?.({ ...given, result, runKey: keyOf(held, step.name, false) })
}

function resultsOf({ steps }: SagaRow): Record<string, unknown> {
  const done = [...steps.values()].filter(({ state }) => state === 'done')
  return Object.fromEntries(done.map(({ step, result }) => [step, result ?? undefined]))
}

function spanOf({ held, step, isCompensation }: Attempt, context: RequestContext, failed: boolean) {
  const durationMs = performance.now() - context.startedAt
  return {
    name: `${isCompensation ? 'compensate' : 'run'} ${held.saga} ${step.name}`,
    kind: 'internal' as const,
    trace: context.trace,
    startedAtMs: Date.now() - durationMs,
    durationMs,
    failed,
    attributes: { 'azora.saga': held.saga, 'azora.saga.id': held.id, 'azora.saga.step': step.name },
  }
}
