import { expect, test } from 'vitest'
import * as z from 'zod'
import { written } from '../fixtures/notes/effects.js'
import { asOperator } from '../fixtures/orders/printing.js'
import { ordersWith, type Use } from '../fixtures/orders/service.js'
import { auditPage, newId, saga } from '../src/index.js'
import { started } from '../src/testing/index.js'

const approving = saga('orders.approve', {
  input: z.object({ orderId: z.uuid() }),
  replies: { approval: z.object({ by: z.string() }) },
})

const service = ordersWith(
  () => [],
  ({ db, write }) => [
    approving
      .step('reserve', {
        run: ({ input }) => db.transaction(() => write(`reserved ${input.orderId}`)),
        compensate: ({ input }) => db.transaction(() => write(`freed ${input.orderId}`)),
      })
      .step('approval', { run: () => {}, replyWithinMs: 86_400_000 }),
  ],
)

test('operators list sagas, look at one, hurry it, and turn it around once', async () => {
  await using app = await started(service)
  const use = app.service.use as Use
  const operator = await asOperator(app)
  const orderId = newId()
  await use.db.transaction(() => use.sagas.start(approving, { id: orderId, input: { orderId } }))
  const list = () => operator.sagas.list({ query: { saga: 'orders.approve' } })
  await expect.poll(async () => (await list()).items[0]?.state, { timeout: 15_000 }).toBe('waiting')
  const [{ id: sagaId } = { id: '' }] = (await list()).items
  const params = { sagaId }
  expect(await operator.sagas.get({ params })).toMatchObject({
    subject: orderId,
    steps: [
      { step: 'reserve', state: 'done' },
      { step: 'approval', state: 'awaiting' },
    ],
  })
  await operator.sagas.retry({ params })
  const body = { reason: 'the customer rang' }
  await operator.sagas.compensate({ params, body })
  await expect.poll(async () => (await list()).items[0]?.state, { timeout: 15_000 }).toBe('compensated')
  expect(await written(use)).toEqual([`reserved ${orderId}`, `freed ${orderId}`])
  await expect(operator.sagas.compensate({ params, body })).rejects.toMatchObject({ code: 'saga-ended' })
  const { items } = await auditPage(use.db.client, { subject: sagaId, limit: 10 })
  expect(items).toMatchObject([
    { action: 'saga.compensated', data: body, actor: expect.stringMatching(/^user:/) },
    { action: 'saga.retried' },
  ])
})

test('a saga that is not there is a problem, and what it was given is for operators alone', async () => {
  await using app = await started(service)
  const operator = await asOperator(app)
  const params = { sagaId: newId() }
  await expect(operator.sagas.retry({ params })).rejects.toMatchObject({ code: 'saga-not-found' })
  await expect(operator.sagas.get({ params })).rejects.toMatchObject({ code: 'saga-not-found' })
  const reader = await asOperator(app, ['event:read'])
  expect((await reader.sagas.list()).items).toEqual([])
  await expect(reader.sagas.get({ params })).rejects.toMatchObject({ code: 'forbidden' })
})
