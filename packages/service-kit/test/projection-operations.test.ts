import { contract } from '@azora/contracts'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { account, balances } from '../fixtures/accounts/account.js'
import { MIGRATIONS, openNotes } from '../fixtures/notes/database.js'
import { asOperator } from '../fixtures/orders/printing.js'
import {
  auditPage,
  type Database,
  defineConfig,
  defineService,
  env,
  type Projection,
  projection,
} from '../src/index.js'
import { started } from '../src/testing/index.js'

/** A service that publishes nothing and handles nothing, but keeps histories and read models of them. */
const bankWith = (...projections: readonly Projection[]) =>
  defineService({
    contract: contract('bank', { title: 'Bank', description: 'Keeps accounts.', routes: {}, events: {} }),
    config: defineConfig({ databaseUrl: env.secret('DATABASE_URL', z.url()) }),
    migrations: MIGRATIONS,
    resources: ({ databaseUrl }) => ({ db: openNotes(databaseUrl, { projections }) }),
  })

async function startedBank(...projections: readonly Projection[]) {
  const app = await started(bankWith(...projections))
  const { db } = app.service.use as { db: Database }
  const move = (accountId: string, amount: number) =>
    db.transaction(() =>
      db.streams.execute(
        account,
        { id: accountId, command: { accountId, amount } },
        { publish: async () => {} },
      ),
    )
  const operator = await asOperator(app)
  const audited = async () => (await auditPage(db.client, { limit: 10 })).items
  return Object.assign(app, { db, move, operator, audited, [Symbol.asyncDispose]: app[Symbol.asyncDispose] })
}

test('operators list projections, look at one, and have it built anew beside the one that serves', async () => {
  await using bank = await startedBank(balances({ mode: 'following' }))
  await bank.move('1', 5)
  await bank.settled()
  const { projections } = bank.operator
  const upToDate = {
    version: 1,
    position: expect.stringMatching(/^\d+$/),
    lag: 0,
    lagSeconds: 0,
    stoppedAt: null,
    failure: null,
  }
  const expected = { name: 'bank.balances', mode: 'following', live: upToDate, building: null }
  expect(await projections.list()).toMatchObject({ projections: [expected] })
  await bank.db.pool.query('UPDATE accounts SET balance = 100')
  const params = { projection: 'bank.balances' }
  await projections.rebuild({ params })
  await bank.settled()
  expect((await bank.db.pool.query('SELECT id, balance FROM accounts')).rows).toEqual([{ id: 1, balance: 5 }])
  expect(await projections.get({ params })).toMatchObject(expected)
  expect(await bank.audited()).toMatchObject([
    { action: 'projection.rebuilt', subject: 'bank.balances', actor: expect.stringMatching(/^user:/) },
  ])
})

test('one that stands still says at which event and why, and goes on once it is mended', async () => {
  const state = { isMended: false }
  const failing = projection(account, {
    name: 'bank.failing',
    tables: ['effects'],
    apply: async () => {
      if (!state.isMended) throw new Error('no room')
    },
  })
  await using bank = await startedBank(failing)
  await bank.move('1', 5)
  await bank.settled()
  const { projections } = bank.operator
  const params = { projection: 'bank.failing' }
  expect((await projections.get({ params })).live).toMatchObject({
    lag: 1,
    stoppedAt: expect.any(String),
    failure: 'account.deposited (1, 1): no room',
  })
  state.isMended = true
  await projections.resume({ params })
  await bank.settled()
  expect((await projections.get({ params })).live).toMatchObject({ lag: 0, stoppedAt: null, failure: null })
  await expect(projections.resume({ params })).rejects.toMatchObject({ code: 'projection-moves' })
  expect(await bank.audited()).toMatchObject([{ action: 'projection.resumed', subject: 'bank.failing' }])
})

test('one that nobody declares is a problem, also where its rows are still there', async () => {
  await using bank = await startedBank(balances({ mode: 'inline' }))
  await bank.db.pool.query(
    `INSERT INTO azora.projections (name, state, version, mode, category, types)
     SELECT 'bank.former', state, version, mode, category, types FROM azora.projections`,
  )
  const { projections } = bank.operator
  for (const projection of ['bank.former', 'bank.none']) {
    const params = { projection }
    const absent = { code: 'projection-not-found' }
    await expect(projections.get({ params })).rejects.toMatchObject(absent)
    await expect(projections.rebuild({ params })).rejects.toMatchObject(absent)
    await expect(projections.resume({ params })).rejects.toMatchObject(absent)
  }
  expect((await projections.list()).projections.map(({ name }) => name)).toEqual(['bank.balances'])
  expect(await bank.audited()).toEqual([])
})

test('one whose row is gone is a problem, and nobody is said to have had it built anew', async () => {
  await using bank = await startedBank(balances({ mode: 'inline' }))
  await bank.db.pool.query('DELETE FROM azora.projections')
  const { projections } = bank.operator
  const params = { projection: 'bank.balances' }
  const absent = { code: 'projection-not-found' }
  await expect(projections.get({ params })).rejects.toMatchObject(absent)
  await expect(projections.rebuild({ params })).rejects.toMatchObject(absent)
  expect(await bank.audited()).toEqual([])
})

test('one that is kept by what appends is where the last event is', async () => {
  await using bank = await startedBank(balances({ mode: 'inline' }))
  const params = { projection: 'bank.balances' }
  expect((await bank.operator.projections.get({ params })).live).toMatchObject({ position: '0', lag: 0 })
  await bank.move('1', 5)
  await bank.move('2', 5)
  const { rows } = await bank.db.pool.query('SELECT max(position)::text AS position FROM azora.stream_events')
  expect((await bank.operator.projections.get({ params })).live).toMatchObject({ ...rows[0], lag: 0 })
})

test('whoever may only look changes nothing', async () => {
  await using bank = await startedBank(balances({ mode: 'inline' }))
  const reader = await asOperator(bank, ['event:read'])
  const params = { projection: 'bank.balances' }
  expect((await reader.projections.list()).projections).toHaveLength(1)
  await expect(reader.projections.rebuild({ params })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(reader.projections.resume({ params })).rejects.toMatchObject({ code: 'forbidden' })
})
