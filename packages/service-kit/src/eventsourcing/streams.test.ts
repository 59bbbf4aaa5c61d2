import { event, WrongExpectedVersion } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { account, type Move, Overdrawn } from '../../fixtures/accounts/account.js'
import { type NotesDatabase, notesDatabase } from '../../fixtures/notes/database.js'
import { newId } from '../new-id.js'
import { decider } from './decider.js'
import type { ExecuteOptions } from './streams.js'

type Db = NotesDatabase['db']

const move = (db: Db, { accountId, amount }: Move, options?: ExecuteOptions) =>
  db.transaction(() =>
    db.streams.execute(account, { id: accountId, command: { accountId, amount } }, options),
  )
const snapshots = async (db: Db) =>
  (await db.pool.query('SELECT version, reducer, state FROM azora.stream_snapshots')).rows

describe('a command', () => {
  test('appends what was decided and tells the state and version then', async () => {
    await using it = await notesDatabase()
    expect(await move(it.db, { accountId: '1', amount: 5 })).toEqual({
      state: { balance: 5 },
      version: 1,
      events: [{ type: 'account.deposited', data: { accountId: '1', amount: 5 } }],
    })
    await move(it.db, { accountId: '1', amount: -2 })
    expect(await it.db.streams.load(account, '1')).toEqual({ state: { balance: 3 }, version: 2 })
    expect(await it.db.streams.load(account, '2')).toEqual({ state: { balance: 0 }, version: 0 })
  })

  test('that is refused, or changes nothing, appends nothing', async () => {
    await using it = await notesDatabase()
    await expect(move(it.db, { accountId: '1', amount: -1 })).rejects.toThrow(Overdrawn)
    expect(await move(it.db, { accountId: '1', amount: 0 })).toMatchObject({ version: 0, events: [] })
  })

  test('shares the fate of its transaction', async () => {
    await using it = await notesDatabase()
    const failing = it.db.transaction(async tx => {
      await move(it.db, { accountId: '1', amount: 5 })
      await tx.note.create({ data: { id: newId(), title: 'a' } })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await it.db.streams.load(account, '1')).toMatchObject({ version: 0 })
    const outside = it.db.streams.execute(account, { id: '1', command: { accountId: '1', amount: 1 } })
    await expect(outside).rejects.toThrow(TypeError)
  })

  test('for another version is refused with the one there is', async () => {
    await using it = await notesDatabase()
    await move(it.db, { accountId: '1', amount: 5 }, { expectedVersion: 0 })
    await expect(move(it.db, { accountId: '1', amount: 5 }, { expectedVersion: 0 })).rejects.toMatchObject({
      code: 'wrong-expected-version',
      status: 409,
      extensions: { version: 1 },
    })
    await expect(move(it.db, { accountId: '1', amount: 5 }, { expectedVersion: 2 })).rejects.toThrow(
      WrongExpectedVersion,
    )
  })

  test.each([0, 3])('of twenty for version %i at the same moment succeeds once', async before => {
    await using it = await notesDatabase()
    for (let n = 0; n < before; n++) await move(it.db, { accountId: '1', amount: 1 })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        move(it.db, { accountId: '1', amount: 1 }, { expectedVersion: before }),
      ),
    )
    const refused = outcomes.flatMap(outcome =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    )
    expect(refused).toHaveLength(19)
    for (const reason of refused) expect(reason).toBeInstanceOf(WrongExpectedVersion)
    expect(await it.db.streams.load(account, '1')).toEqual({
      state: { balance: before + 1 },
      version: before + 1,
    })
  })

  test('in turn waits for the others, also where there is no stream yet', async () => {
    await using it = await notesDatabase()
    const all = Array.from({ length: 20 }, () => move(it.db, { accountId: '1', amount: 1 }, { inTurn: true }))
    await Promise.all(all)
    expect(await it.db.streams.load(account, '1')).toEqual({ state: { balance: 20 }, version: 20 })
  })
})

describe('what has happened', () => {
  test('is never changed', async () => {
    await using it = await notesDatabase()
    await move(it.db, { accountId: '1', amount: 5 })
    await expect(it.db.pool.query("UPDATE azora.stream_events SET data = '{}'")).rejects.toThrow(
      'never changed',
    )
  })

  test('against its declaration is not written', async () => {
    await using it = await notesDatabase()
    const append = (amount: number) =>
      it.db.transaction(() =>
        it.db.streams.append(account, '1', {
          expectedVersion: 0,
          events: [{ type: 'account.deposited', data: { accountId: '1', amount } }],
        }),
      )
    await expect(append(0)).rejects.toThrow('account.deposited was decided against its declaration')
    expect(await append(1)).toBe(1)
  })

  test('in an earlier version of its data is read as the present one', async () => {
    await using it = await notesDatabase()
    const subject = () => '1'
    const [summary, type] = ['Renamed', 'thing.renamed'] as const
    const first = event(type, { summary, data: z.object({ name: z.string() }), subject })
    const second = event(type, {
      summary,
      version: 2,
      data: z.object({ title: z.string() }),
      upcasters: { 1: old => ({ title: (old as { name: string }).name }) },
      subject,
    })
    const options = { initial: [] as string[], decide: () => [] }
    const before = decider('thing', { ...options, events: [first], evolve: names => names })
    const now = decider('thing', {
      ...options,
      events: [second],
      evolve: (all, { data }) => [...all, data.title],
    })
    await it.db.transaction(async () => {
      await it.db.streams.append(before, '1', { expectedVersion: 0, events: [{ type, data: { name: 'a' } }] })
      await it.db.streams.append(now, '1', { expectedVersion: 1, events: [{ type, data: { title: 'b' } }] })
    })
    expect(await it.db.streams.load(now, '1')).toEqual({ state: ['a', 'b'], version: 2 })
  })

  test('is read in pages, however much it is', async () => {
    await using it = await notesDatabase()
    const events = Array.from({ length: 1_203 }, () => ({
      type: 'account.deposited' as const,
      data: { accountId: '1', amount: 1 },
    }))
    await it.db.transaction(() => it.db.streams.append(account, '1', { expectedVersion: 0, events }))
    expect(await it.db.streams.load(account, '1')).toEqual({ state: { balance: 1_203 }, version: 1_203 })
  })
})

describe('a snapshot', () => {
  const ten = async (db: Db) => {
    for (let n = 0; n < 10; n++) await move(db, { accountId: '1', amount: 1 })
  }

  test('is kept after so many events, and is read instead of them', async () => {
    await using it = await notesDatabase()
    await ten(it.db)
    expect(await snapshots(it.db)).toEqual([
      { version: 10, reducer: account.reducer, state: { balance: 10 } },
    ])
    await it.db.pool.query(`UPDATE azora.stream_snapshots SET state = '{"balance":1000}'`)
    await move(it.db, { accountId: '1', amount: 1 })
    expect(await it.db.streams.load(account, '1')).toEqual({ state: { balance: 1_001 }, version: 11 })
  })

  test('of a reducer that has changed is ignored, and may be thrown away', async () => {
    await using it = await notesDatabase()
    await ten(it.db)
    const doubled = {
      ...account,
      reducer: decider('account', { ...account, evolve: () => ({ balance: 2 }), snapshotEvery: 10 }).reducer,
    }
    await it.db.pool.query(`UPDATE azora.stream_snapshots SET state = '{"balance":1000}'`)
    expect(await it.db.streams.load(doubled, '1')).toMatchObject({ state: { balance: 10 } })
    await it.db.pool.query('DELETE FROM azora.stream_snapshots')
    expect(await it.db.streams.load(account, '1')).toMatchObject({ state: { balance: 10 } })
  })
})
