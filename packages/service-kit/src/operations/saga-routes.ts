import { operations, type Saga, type SagaDetails, SagaEnded, SagaNotFound } from '@azora/contracts/operations'
import type { UserPrincipal } from '../access/principal.js'
import { audit } from '../data/audit.js'
import type { Database } from '../data/database.js'
import { type Queryable, within } from '../data/queryable.js'
import { implement } from '../http/implement.js'
import {
  compensateSaga,
  type SagaDetails as Details,
  listSagas,
  retrySaga,
  type SagaSummary,
  showSaga,
} from '../saga/operations.js'
import type { OperationParts } from './operation-parts.js'

/** What is done to a saga, by whom. */
interface Deed {
  action: 'saga.retried' | 'saga.compensated'
  sagaId: string
  actor: UserPrincipal
  data?: Readonly<Record<string, unknown>>
}

/** Sagas are looked at, hurried and turned around here. */
export const sagaRoutes = ({ database, clock }: OperationParts) =>
  implement(operations.routes.sagas).with({
    list: async ({ query }) => {
      const page = await listSagas(database.pool, query)
      return { ...page, items: page.items.map(shown) }
    },
    get: async ({ params: { sagaId } }) => {
      const saga = await showSaga(database.pool, sagaId)
      if (!saga) throw new SagaNotFound()
      return detailed(saga)
    },
    retry: ({ params: { sagaId }, principal }) =>
      done(database, { action: 'saga.retried', sagaId, actor: principal }, db =>
        retrySaga(db, sagaId, clock.now()),
      ),
    compensate: ({ params: { sagaId }, body: { reason }, principal }) =>
      done(database, { action: 'saga.compensated', sagaId, actor: principal, data: { reason } }, db =>
        compensateSaga(db, sagaId, { reason, now: clock.now() }),
      ),
  })

/** Changes a saga and writes down who did, or neither. @throws SagaNotFound, SagaEnded */
async function done(
  database: Database,
  { sagaId, ...deed }: Deed,
  work: (db: Queryable) => Promise<boolean>,
): Promise<void> {
  const isDone = await database.transaction(async tx => {
    const changed = await work(within(database.raw))
    if (changed) await audit(tx, { ...deed, subject: sagaId })
    return changed
  })
  if (isDone) return
  throw (await showSaga(database.pool, sagaId)) ? new SagaEnded() : new SagaNotFound()
}

const textOf = (time: Date | null) => time?.toISOString() ?? null

function shown({ startedAt, turnedAt, endedAt, dueAt, ...saga }: SagaSummary): Saga {
  return {
    ...saga,
    startedAt: startedAt.toISOString(),
    turnedAt: textOf(turnedAt),
    endedAt: textOf(endedAt),
    dueAt: textOf(dueAt),
  }
}

function detailed({ input, requestId, steps, ...summary }: Details): SagaDetails {
  return {
    ...shown(summary),
    input,
    requestId,
    steps: steps.map(({ dueAt, startedAt, endedAt, ...step }) => ({
      ...step,
      dueAt: textOf(dueAt),
      startedAt: textOf(startedAt),
      endedAt: textOf(endedAt),
    })),
  }
}
