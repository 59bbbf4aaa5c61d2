import { contract, route } from '@azora/contracts'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { service } from '../fixtures/notes/service.js'
import { defineService, implement } from '../src/index.js'
import { started, user } from '../src/testing/index.js'

/** Sends the same creation so often at the same moment, or something else under its key. */
async function posting() {
  const app = await started(service)
  const authorization = `Bearer ${await app.issuer.tokenOf(user({ permissions: ['note:create'] }))}`
  const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': 'k-1' }
  return {
    app,
    post: (body: object) =>
      fetch(`${app.url}/v1/notes`, { method: 'POST', headers, body: JSON.stringify(body) }),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

test('a creation sent 50 times at the same moment under one key creates one', async () => {
  await using it = await posting()
  const responses = await Promise.all(Array.from({ length: 50 }, () => it.post({ title: 'Proofs' })))

  const created = responses.filter(({ status }) => status === 201)
  const first = created.filter(({ headers }) => !headers.has('idempotent-replayed'))
  const refused = responses.filter(({ status }) => status === 409)
  const bodies = await Promise.all(created.map(response => response.text()))
  expect([first.length, created.length + refused.length]).toEqual([1, 50])
  expect(new Set(bodies).size).toBe(1)
  expect(refused.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true)
  expect((await it.app.client.notes.list()).items).toHaveLength(1)
})

test('a repeated creation is answered as the first was, byte for byte, and says so', async () => {
  await using it = await posting()
  const first = await it.post({ title: 'Proofs' })
  const second = await it.post({ title: 'Proofs' })
  expect([second.status, await second.text()]).toEqual([201, await first.text()])
  expect(second.headers.get('idempotent-replayed')).toBe('true')
})

test('another body under the same key is refused, and creates nothing', async () => {
  await using it = await posting()
  await it.post({ title: 'Proofs' })
  const other = await it.post({ title: 'Sets' })
  expect([other.status, await other.json()]).toEqual([
    422,
    expect.objectContaining({ code: 'idempotency-key-reused' }),
  ])
  expect((await it.app.client.notes.list()).items).toHaveLength(1)
})

test('a refused creation is not remembered: the same key may be used when it is right', async () => {
  await using it = await posting()
  expect((await it.post({ title: '' })).status).toBe(400)
  expect((await it.post({ title: 'Proofs' })).status).toBe(201)
})

test('where money moves, a request without a key is refused before anything happens', async () => {
  const sent: string[] = []
  const payments = contract('payments', {
    title: 'Payments',
    description: 'Moves money.',
    routes: {
      payments: {
        send: route.post('/payments', {
          summary: 'Send',
          access: 'public',
          body: z.object({ to: z.string() }),
          idempotency: 'required',
        }),
      },
    },
  })
  await using app = await started(
    defineService({
      contract: payments,
      routes: () => ({
        payments: implement(payments.routes.payments).with({ send: ({ body }) => void sent.push(body.to) }),
      }),
    }),
  )
  const response = await fetch(`${app.url}/v1/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"to":"somebody"}',
  })
  const { code } = (await response.json()) as { code: string }
  expect([response.status, code, sent]).toEqual([400, 'idempotency-key-required', []])
})
