import type pg from 'pg'
import type { RawClient } from '../data/transaction-scope.js'
import { failureOf, withFailure } from '../events/dead-letters/failure.js'
import { at } from '../events/fault-point.js'
import type { Logger } from '../observability/logger.js'
import { type Plan, planOf, STUCK_AFTER } from './plan.js'
import type { Saga } from './saga.js'
import type { SagaMetrics } from './saga-metrics.js'
import {
  beginCompensation,
  beginRun,
  type Claim,
  ClaimLost,
  load,
  noteAwaiting,
  noteCompensated,
  noteDone,
  noteFailed,
  type SagaRow,
  type Settling,
  settle,
} from './saga-rows.js'
import type { Step } from './step.js'
import {
  type Attempt,
  type AttemptSurroundings,
  attemptOf,
  nextAttempt,
  type StepStore,
} from './step-attempt.js'

/** What working on sagas takes. */
export interface ExecutionSurroundings extends AttemptSurroundings {
  store: StepStore & { readonly pool: pg.Pool }
  metrics: SagaMetrics
  /** Whether there are pauses between attempts; tests need none. */
  pauses: boolean
}

/** What ends work before its time. */
export interface Interruptions {
  /** Nothing more is to be begun. */
  stopping: AbortSignal
  /** The saga is somebody else's: what is under way is to end too. */
  lost: AbortSignal
}

/** Work on one saga that this process holds: from where it stands to where there is nothing to do for now. */
export class Execution {
  readonly #saga: Saga
  readonly #held: Claim
  readonly #with: ExecutionSurroundings
  readonly #log: Logger

  constructor(saga: Saga, held: Claim, surroundings: ExecutionSurroundings) {
    this.#saga = saga
    this.#held = held
    this.#with = surroundings
    this.#log = surroundings.kit.log.with({ saga: held.saga, sagaId: held.id })
  }

  /** Goes on until the saga rests or ends. False if it was stopped before: then it is to be given back as it stands. */
  async run({ stopping, lost }: Interruptions): Promise<boolean> {
    while (!stopping.aborted && !lost.aborted) {
      const row = await at('saga.look', () => load(this.#with.store.pool, this.#held))
      const plan = planOf(this.#saga, row, this.#now())
      if (await at('saga.act', () => this.#act(row, plan, lost))) return true
    }
    return false
  }

  /** Carries a plan out. True if the saga is laid down by it. */
  async #act(row: SagaRow, plan: Plan, lost: AbortSignal): Promise<boolean> {
    if (plan.do === 'run' || plan.do === 'compensate') {
      await at('saga.stage', () => this.#stage(row, plan, lost))
      return false
    }
    const { pool } = this.#with.store
    const { shape } = this.#saga
    const given = { plan, version: row.version, shape, now: this.#now() }
    if (!(await at('saga.settled', () => settle(pool, this.#held, given)))) return false
    this.#tell(row, plan)
    return plan.do !== 'turn'
  }

  /** Tries steps at the same time, and waits until each attempt has ended one way or the other. */
  async #stage(
    row: SagaRow,
    plan: Extract<Plan, { do: 'run' | 'compensate' }>,
    lost: AbortSignal,
  ): Promise<void> {
    const isCompensation = plan.do === 'compensate'
    await at('saga.begin', () => this.#begin(row, plan))
    const steps = this.#saga.stages.flat().filter(({ name }) => plan.steps.includes(name))
    const tries = () =>
      steps.map(step => this.#try(nextAttempt({ held: this.#held, row, step, isCompensation, lost })))
    const endings = await at('saga.attempts', () => Promise.allSettled(tries()))
    for (const ending of endings) if (ending.status === 'rejected') throw ending.reason
  }

  async #begin(
    row: SagaRow,
    { do: verb, steps }: Extract<Plan, { do: 'run' | 'compensate' }>,
  ): Promise<void> {
    const { pool } = this.#with.store
    if (verb === 'compensate')
      return at('saga.begin-undoing', () => beginCompensation(pool, this.#held, steps))
    const begun = { steps, shape: this.#saga.shape, now: this.#now() }
    await at('saga.begin-running', () => beginRun(pool, this.#held, begun))
    if (row.shape === null) this.#with.metrics.started(this.#saga.name)
  }

  async #try(attempt: Attempt): Promise<void> {
    const { step, isCompensation } = attempt
    const ended = this.#with.metrics.attempt(this.#saga.name, step.name)
    try {
      await at('saga.attempt', () =>
        attemptOf(attempt, this.#with, (tx, result) => this.#note(attempt, tx, result)),
      )
      ended(isCompensation ? 'compensated' : 'done')
    } catch (error) {
      if (error instanceof ClaimLost || attempt.lost.aborted) throw error
      ended('failed')
      await at('saga.fail', () => this.#fail(attempt, error))
    }
  }

  #note({ step, isCompensation }: Attempt, tx: RawClient, result: unknown): Promise<void> {
    const now = this.#now()
    if (isCompensation) return noteCompensated(tx, this.#held, { step: step.name, now })
    if (!step.awaits) return noteDone(tx, this.#held, { step: step.name, result, now })
    const until = new Date(now.getTime() + step.replyWithinMs)
    return noteAwaiting(tx, this.#held, { step: step.name, until, now })
  }

  async #fail({ step, before, isCompensation, number }: Attempt, error: unknown): Promise<void> {
    const state = isCompensation ? (before?.state ?? 'running') : 'running'
    const isRefused = !isCompensation && step.isRefused(error)
    const now = this.#now()
    const fields = { step: step.name, attempts: number, isCompensation, isRefused, error }
    this.#log[number >= STUCK_AFTER ? 'error' : 'warn']('a step of a saga has failed', fields)
    await at('saga.failed', () =>
      noteFailed(this.#with.store.pool, this.#held, {
        step: step.name,
        before: state,
        state: isRefused ? 'refused' : state,
        failures: withFailure(before?.failures ?? [], failureOf(error, number, now)),
        dueAt: new Date(now.getTime() + this.#pauseMs(step, number)),
      }),
    )
  }

  /** Tests need no pauses; but what is stuck would never rest without. */
  #pauseMs(step: Step, attempts: number): number {
    return this.#with.pauses || attempts >= STUCK_AFTER ? Math.max(1, step.pauseMs(attempts)) : 0
  }

  #tell(row: SagaRow, plan: Settling): void {
    const fields = { subject: row.subject, reason: 'reason' in plan ? plan.reason : undefined }
    if (plan.do === 'turn') this.#log.warn('a saga turns around', fields)
    if (plan.do === 'rest' && plan.state === 'stuck') this.#log.error('a saga is stuck', fields)
    if (plan.do !== 'end') return
    this.#with.metrics.ended(this.#saga.name, plan.state)
    this.#log.info(`a saga is ${plan.state}`, fields)
  }

  #now(): Date {
    return this.#with.kit.clock.now()
  }
}
