import { expect, test } from 'vitest'
import * as z from 'zod'
import { Ledger } from '../fixtures/orders/ledger.js'
import { ordersWith, type Use, written } from '../fixtures/orders/service.js'
import { listSagas, newId, saga, showSaga } from '../src/index.js'
import { started } from '../src/testing/index.js'

const ordering = saga('orders.order', { input: z.object({ orderId: z.uuid() }) })

async function startedOrdering(steps: (use: Use, ledger: Ledger) => ReturnType<typeof threeSteps>) {
  const ledger = new Ledger()
  const app = await started(
    ordersWith(
      () => [],
      use => [steps(use, ledger)],
    ),
  )
  const use = app.service.use as Use
  const order = async (orderId = newId()) => {
    await use.db.transaction(() => use.sagas.start(ordering, { id: orderId, input: { orderId } }))
    return orderId
  }
  return Object.assign(app, { use, ledger, order, [Symbol.asyncDispose]: app[Symbol.asyncDispose] })
}

const threeSteps = ({ db, write }: Use, ledger: Ledger) =>
  ordering
    .step('reserve', {
      run: ({ input }) => db.transaction(() => write(`reserved ${input.orderId}`)),
      compensate: ({ input }) => db.transaction(() => write(`freed ${input.orderId}`)),
    })
    .step('charge', { run: ({ key }) => ledger.book(key), compensate: ({ runKey }) => ledger.cancel(runKey) })
    .alongside('pack', {
      run: ({ key }) => ledger.book(key),
      compensate: ({ runKey }) => ledger.cancel(runKey),
    })
    .step('ship', { run: ({ done }) => ({ label: `${done.charge.booking} ${done.pack.booking}` }) })

test('a saga does its steps in their order', async () => {
  await using app = await startedOrdering(threeSteps)
  const orderId = await app.order()
  await app.settled()
  const { items } = await listSagas(app.use.db.pool)
  expect(items).toMatchObject([{ saga: 'orders.order', subject: orderId, state: 'completed' }])
  const details = await showSaga(app.use.db.pool, items[0]!.id)
  expect(details?.steps).toMatchObject([
    { step: 'reserve', state: 'done', attempts: 1 },
    { step: 'charge', state: 'done' },
    { step: 'pack', state: 'done' },
    { step: 'ship', state: 'done', result: { label: expect.stringContaining('-charge booking') } },
  ])
  expect(await written(app.use)).toEqual([`reserved ${orderId}`])
})
