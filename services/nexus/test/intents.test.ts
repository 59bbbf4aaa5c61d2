import { type Database, newId } from '@azora/service-kit'
import { type TestUser, user } from '@azora/service-kit/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bank } from './bank.js'
import { startedPlatform } from './platform.js'

const { service, deeds } = bank()
let platform: Awaited<ReturnType<typeof startedPlatform>>

beforeAll(async () => {
  platform = await startedPlatform([], { beside: [service] })
})
afterAll(() => platform[Symbol.asyncDispose]())
beforeEach(() => {
  deeds.length = 0
})

const YEAR_SECONDS = 365 * 24 * 3_600

/** Somebody who may send money, and what they can do with intents. */
async function payer(fields: Partial<TestUser> = {}) {
  const person = user({ permissions: ['money:send'], ...fields })
  // The clock of nexus moves on in these tests, that of the issuer does not.
  const token = await platform.issuer.tokenOf(person, { expiresInSeconds: YEAR_SECONDS })
  const { intents } = await platform.app.as(person, { token })
  return { person, intents, ask: (text: string) => intents.ask({ body: { text } }) }
}

const database = () => platform.app.resources['db'] as Database

const to = newId()

describe('what only reads', () => {
  test('is done at once, in the name of who asks', async () => {
    const { person, ask } = await payer()
    const asked = await ask('Please show my balance!')
    expect(asked).toMatchObject({
      state: 'done',
      understoodBy: 'phrases',
      plan: { operation: 'bank.accounts.mine', changes: false, slots: {} },
      result: { owner: person.id, balance: 1_000 },
      problem: null,
      requestId: expect.any(String),
      transactionId: null,
    })
    expect(deeds).toMatchObject([{ operation: 'mine', by: person.id }])
  })

  test('is sent where the contract says, typed and encoded as it says', async () => {
    const { ask } = await payer()
    await ask('search accounts for Jo & sons?limit=5')
    expect(deeds).toMatchObject([
      { operation: 'search', input: { query: { q: 'Jo & sons?limit=5', limit: 20 } } },
    ])
  })

  test('is confirmed first if it is not sure enough that it was meant', async () => {
    const { ask, intents } = await payer()
    const asked = await ask('tell me how much money I have')
    expect(asked).toMatchObject({ state: 'needs-confirmation', plan: { operation: 'bank.accounts.mine' } })
    expect(deeds).toEqual([])
    expect(await intents.confirm({ params: { intentId: asked.id } })).toMatchObject({ state: 'done' })
  })
})

describe('what changes anything', () => {
  test('waits for whoever asked to confirm the plan they were shown, and is then done', async () => {
    const { person, ask, intents } = await payer()
    const asked = await ask(`send 20 to ${to} saying "thank you"`)
    expect(asked).toMatchObject({
      state: 'needs-confirmation',
      plan: {
        operation: 'bank.transfers.send',
        method: 'POST',
        path: '/bank/v1/transfers',
        changes: true,
        slots: { amount: 20, to, note: 'thank you' },
      },
      result: null,
      expiresAt: expect.any(String),
    })
    expect(deeds).toEqual([])
    const done = await intents.confirm({ params: { intentId: asked.id } })
    expect(done).toMatchObject({ state: 'done', transactionId: to, result: { amount: 20, by: person.id } })
    expect(deeds).toEqual([expect.objectContaining({ operation: 'send', by: person.id, key: asked.id })])
  })

  test('is done once, however many confirm it at the same moment', async () => {
    const { ask, intents } = await payer()
    const { id: intentId } = await ask(`send 20 to ${to}`)
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, () => intents.confirm({ params: { intentId } })),
    )
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refusals = answers.flatMap(answer => (answer.status === 'rejected' ? [answer.reason.code] : []))
    expect(new Set(refusals)).toEqual(new Set(['intent-not-waiting']))
    expect(deeds).toHaveLength(1)
  })

  test('is either canceled or done, whoever is first', async () => {
    const { ask, intents } = await payer()
    const { id: intentId } = await ask(`send 20 to ${to}`)
    const params = { intentId }
    const tried = Array.from({ length: 10 }, (_, n) => intents[n % 2 ? 'confirm' : 'cancel']({ params }))
    const won = (await Promise.allSettled(tried)).flatMap(answer =>
      answer.status === 'fulfilled' ? [answer.value.state] : [],
    )
    expect(won).toHaveLength(1)
    expect(deeds).toHaveLength(won[0] === 'done' ? 1 : 0)
    expect((await intents.get({ params })).state).toBe(won[0])
  })

  test('that is confirmed twice under one key is answered the same', async () => {
    const { ask, intents } = await payer()
    const params = { intentId: (await ask(`send 20 to ${to}`)).id }
    const first = await intents.confirm({ params }, { idempotencyKey: 'once' })
    expect(await intents.confirm({ params }, { idempotencyKey: 'once' })).toEqual(first)
    expect(deeds).toHaveLength(1)
  })

  test('is what was shown, whatever the words mean by then', async () => {
    const { ask, intents } = await payer()
    const asked = await ask(`send 20 to ${to}`)
    await platform.goes('bank')
    const missed = await intents.confirm({ params: { intentId: asked.id } })
    expect(missed).toMatchObject({
      state: 'failed',
      problem: { code: 'service-not-reached' },
      plan: asked.plan,
    })
    await platform.appears(service)
    const state = async () => (await ask('show my balance')).state
    await expect.poll(state, { timeout: 15_000 }).toBe('done')
  })

  test('fails as the service says', async () => {
    const { ask, intents } = await payer()
    const { id: intentId } = await ask(`send 5000 to ${to}`)
    expect(await intents.confirm({ params: { intentId } })).toMatchObject({
      state: 'failed',
      problem: { code: 'too-poor', status: 409, detail: 'There are only 1000.' },
      requestId: expect.any(String),
      result: null,
    })
  })

  test('that was taken by a process that died is done by who confirms it again, under the same key', async () => {
    const { ask, intents } = await payer()
    const { id: intentId } = await ask(`send 20 to ${to}`)
    const params = { intentId }
    const died = `update intent set state = 'running', taken_at = $2 where id = $1`
    await database().pool.query(died, [intentId, platform.app.clock.now()])
    await expect(intents.confirm({ params })).rejects.toMatchObject({ extensions: { state: 'running' } })
    platform.app.clock.advance(60_001)
    expect((await intents.confirm({ params })).state).toBe('done')
    expect(deeds).toEqual([expect.objectContaining({ operation: 'send', key: intentId })])
  })

  test('is changed by nobody once it was shown, not even in the database', async () => {
    const { ask } = await payer()
    const { id } = await ask(`send 20 to ${to}`)
    const change = `update intent set command = jsonb_set(command, '{slots,amount}', '999') where id = $1`
    await expect(database().pool.query(change, [id])).rejects.toThrow('never changed')
  })

  test('leaves a row in the audit: who confirmed it', async () => {
    const { person, ask, intents } = await payer()
    const { id: intentId } = await ask(`send 20 to ${to}`)
    await intents.confirm({ params: { intentId } })
    const { rows } = await database().pool.query('select action, actor from azora.audit where subject = $1', [
      intentId,
    ])
    expect(rows).toEqual([{ action: 'intent.confirmed', actor: `user:${person.id}` }])
  })
})

describe('what is not understood', () => {
  test('is told with what was wrong with its fields, and what could be said', async () => {
    const { ask } = await payer()
    expect(await ask('send 20 to my mother')).toMatchObject({
      state: 'not-understood',
      understoodBy: 'phrases',
      plan: null,
      faults: [{ slot: 'to', message: expect.any(String) }],
      suggestions: expect.arrayContaining(['send {amount} to {to}']),
    })
  })

  test('is told with phrases of what its user may do, and none besides', async () => {
    const { ask } = await payer({ permissions: [] })
    const { suggestions, understoodBy, faults } = await ask('colorless green ideas sleep furiously')
    expect({ understoodBy, faults }).toEqual({ understoodBy: null, faults: [] })
    expect(suggestions).toEqual(['show my balance', 'search accounts'])
  })
})

describe('what waits to be confirmed', () => {
  test('expires after ten minutes', async () => {
    const { ask, intents } = await payer()
    const { id: intentId } = await ask(`send 20 to ${to}`)
    platform.app.clock.advance(10 * 60_000)
    await expect(intents.confirm({ params: { intentId } })).rejects.toMatchObject({
      code: 'intent-not-waiting',
      extensions: { state: 'expired' },
    })
    await expect(intents.cancel({ params: { intentId } })).rejects.toMatchObject({
      code: 'intent-not-waiting',
    })
    expect((await intents.get({ params: { intentId } })).state).toBe('expired')
    expect(deeds).toEqual([])
  })
})

test('what somebody has asked for is theirs alone', async () => {
  const { ask, intents } = await payer()
  const asked = await ask(`send 20 to ${to}`)
  const later = await ask('show my balance')
  const params = { intentId: asked.id }
  const { intents: others } = await payer()
  for (const call of [others.get, others.confirm, others.cancel])
    await expect(call({ params })).rejects.toMatchObject({ code: 'intent-not-found', status: 404 })
  expect((await others.list()).items).toEqual([])
  const { items, nextCursor } = await intents.list({ query: { limit: 1 } })
  expect(items).toEqual([{ ...later, result: null }])
  const [second] = (await intents.list({ query: { limit: 1, cursor: nextCursor ?? '' } })).items
  expect(second).toEqual(asked)
})

test('what was asked for a month ago is forgotten', async () => {
  const { ask, intents } = await payer()
  const { id: intentId } = await ask('show my balance')
  const month = 30 * 24 * 3_600_000
  platform.app.clock.advance(month - 1_000)
  await platform.app.settled()
  expect((await intents.get({ params: { intentId } })).id).toBe(intentId)
  platform.app.clock.advance(3_600_000)
  await platform.app.settled()
  await expect(intents.get({ params: { intentId } })).rejects.toMatchObject({ code: 'intent-not-found' })
})
