import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { account, add, balances } from '../../fixtures/accounts/account.js'
import { MIGRATIONS, openNotes } from '../../fixtures/notes/database.js'
import { testKit } from '../../fixtures/test-kit.js'
import { until } from '../events/testing/until.js'
import { testDatabase } from '../testing/test-database.js'
import type { Projection } from './projection.js'
import { projection } from './projection.js'
import { listProjections, rebuildProjection, resumeProjection } from './projection-list.js'
import { Projections } from './projections.js'

/** A process with these read models, on a database of its own or another's. */
async function bank(declared: readonly Projection[], url?: string) {
  const database = url === undefined ? await testDatabase('notes', MIGRATIONS) : null
  const address = database?.url ?? url ?? ''
  const db = openNotes(address, { projections: declared, connections: 4 })
  const kit = testKit()
  const projections = new Projections(db)
  await db.start(kit)
  await projections.start(kit)
  return {
    url: address,
    db,
    kit,
    projections,
    move: (accountId: string, amount: number) =>
      db.transaction(() =>
        db.streams.execute(account, { id: accountId, command: { accountId, amount } }, { inTurn: true }),
      ),
    rows: async () => (await db.pool.query('SELECT id, balance FROM accounts ORDER BY id')).rows,
    /** Has the read model built anew, and waits until what was built serves. */
    rebuilt: async () => {
      expect(await rebuildProjection(db.pool, 'bank.balances')).toBe(true)
      projections.wake()
      await until('it is built', () => kit.logs.text.includes('a read model built anew serves now'))
    },
    /** Resolves when nothing waits and nothing is being built. */
    settled: () =>
      until('the read models are up to date', async () =>
        (await listProjections(db)).every(
          ({ state, lag, version }) => state === 'live' && lag === 0 && version > 0,
        ),
      ),
    [Symbol.asyncDispose]: async () => {
      await projections.stop()
      await db.stop()
      await database?.drop()
    },
  }
}

/** A promise that the test resolves. */
function settleable() {
  let resolve = () => {}
  const promise = new Promise<void>(settle => {
    resolve = settle
  })
  return { promise, resolve }
}

type Bank = Awaited<ReturnType<typeof bank>>

/** What the streams say, whatever the read model does. */
async function truth({ db }: Bank) {
  const { rows } = await db.pool.query(`
    SELECT id::int, sum(CASE type WHEN 'account.deposited' THEN 1 ELSE -1 END * (data->>'amount')::int)::int AS balance
    FROM azora.stream_events GROUP BY id ORDER BY id::int`)
  return rows
}

const modes = ['inline', 'following'] as const

describe.each(modes)('a read model that is kept %s', mode => {
  test('is what the streams say', async () => {
    await using it = await bank([balances({ mode })])
    await it.move('1', 5)
    await Promise.all(Array.from({ length: 20 }, (_, n) => it.move(String(n % 3), n + 1)))
    await it.settled()
    expect(await it.rows()).toEqual(await truth(it))
  })

  test('is built anew for a later version while the former serves, and swapped', async () => {
    await using it = await bank([balances({ mode })])
    for (const n of [1, 2, 3]) await it.move(String(n), n)
    await it.settled()
    const doubled = projection(account, {
      name: 'bank.balances',
      version: 2,
      mode,
      tables: ['accounts'],
      apply: ({ data }, sql) => add(sql, data.accountId, 2 * data.amount),
    })
    await it.projections.stop()
    await using later = await bank([doubled], it.url)
    await later.settled()
    expect(await it.rows()).toEqual([1, 2, 3].map(id => ({ id, balance: 2 * id })))
    expect(await listProjections(it.db)).toMatchObject([{ state: 'live', version: 2, failure: null }])
  })

  test('is the same when it is built anew, also while writes go on', async () => {
    await using it = await bank([balances({ mode })])
    for (let n = 0; n < 30; n++) await it.move(String(n % 5), 10)
    await it.settled()
    const progress = { isBuilt: false }
    const writers = [0, 1, 2].map(async own => {
      // Not for ever: where all are slow, the build may only catch up once nobody writes.
      for (let n = 0; n < 20 || (n < 200 && !progress.isBuilt); n++)
        await it.move(String((own + n) % 5), n % 2 ? 1 : -1)
    })
    await it.rebuilt()
    progress.isBuilt = true
    await Promise.all(writers)
    await it.settled()
    expect(await it.rows()).toEqual(await truth(it))
  })

  test('that was damaged is put right, and said to have been', async () => {
    await using it = await bank([balances({ mode })])
    for (const n of [1, 2, 3]) await it.move(String(n), n)
    await it.settled()
    await it.db.pool.query('UPDATE accounts SET balance = 100 WHERE id = 1')
    await it.db.pool.query('DELETE FROM accounts WHERE id = 2')
    await it.db.pool.query('INSERT INTO accounts VALUES (4, 4)')
    await it.rebuilt()
    expect(await it.rows()).toEqual(await truth(it))
    expect(it.kit.logs.records.find(({ message }) => String(message).includes('serves now'))).toMatchObject({
      changed: 3,
    })
  })
})

describe('a read model that is new', () => {
  test.each(modes)('and kept %s has what happened before it', async mode => {
    await using it = await bank([])
    await it.move('1', 5)
    await using later = await bank([balances({ mode })], it.url)
    await later.move('1', 2)
    await later.settled()
    expect(await it.rows()).toEqual([{ id: 1, balance: 7 }])
  })

  test('of an inline one is read by whoever has written, in the same transaction', async () => {
    await using it = await bank([balances({ mode: 'inline' })])
    const seen = await it.db.transaction(async () => {
      await it.move('1', 5)
      return it.db.client.account.findMany()
    })
    expect(seen).toEqual([{ id: 1, balance: 5 }])
  })
})

describe('a transaction that commits late', () => {
  test('is not skipped by what has read past its place', async () => {
    await using it = await bank([balances({ mode: 'following' })])
    const { promise: mayCommit, resolve: commit } = settleable()
    const { promise: written, resolve: wrote } = settleable()
    const late = it.db.transaction(async () => {
      await it.move('1', 1)
      wrote()
      await mayCommit
    })
    await written
    await it.move('2', 2)
    // What is behind it waits, however often it is looked for.
    const { rows } = await it.db.pool.query(
      "SELECT FROM azora.read_streams('account', 0, '{account.deposited}', 10, false) WHERE id IS NOT NULL",
    )
    expect(rows).toEqual([])
    commit()
    await late
    await it.settled()
    expect(await it.rows()).toEqual([
      { id: 1, balance: 1 },
      { id: 2, balance: 2 },
    ])
  })

  test('elsewhere on the server holds up nothing', async () => {
    await using it = await bank([balances({ mode: 'following' })])
    await using other = await testDatabase('notes', MIGRATIONS)
    const elsewhere = new pg.Client(other.url)
    const here = new pg.Client(it.url)
    await Promise.all([elsewhere.connect(), here.connect()])
    for (const client of [elsewhere, here])
      await client.query("BEGIN; INSERT INTO notes VALUES (gen_random_uuid(), 'long')")
    await it.move('1', 1)
    await it.settled()
    expect(await it.rows()).toEqual([{ id: 1, balance: 1 }])
    await Promise.all([elsewhere.end(), here.end()])
  })

  test('but had begun early does not break the order of a stream', async () => {
    await using it = await bank([])
    const { promise: begun, resolve: begin } = settleable()
    const { promise: mayAppend, resolve: append } = settleable()
    const early = it.db.transaction(async tx => {
      await tx.account.create({ data: { id: 1_000, balance: 0 } })
      begin()
      await mayAppend
      await it.move('1', 2)
    })
    await begun
    await it.move('1', 1)
    append()
    await early
    const { rows } = await it.db.pool.query(
      "SELECT version FROM azora.read_streams('account', 0, '{account.deposited}', 10, false) WHERE id IS NOT NULL",
    )
    expect(rows).toEqual([{ version: 1 }, { version: 2 }])
  })
})

describe('an event that cannot be applied', () => {
  const failing = (isMended: () => boolean) =>
    projection(account, {
      name: 'bank.balances',
      tables: ['accounts'],
      apply: async ({ data }, sql) => {
        if (data.amount === 13 && !isMended()) throw new Error('unlucky')
        await add(sql, data.accountId, data.amount)
      },
    })

  test('stops its projection there, which says so, and no other', async () => {
    let isMended = false
    const notes = projection(account, {
      name: 'bank.notes',
      tables: ['notes'],
      apply: ({ stream, version }, sql) =>
        sql('INSERT INTO notes (id, title) VALUES (gen_random_uuid(), $1)', `${stream} ${version}`),
    })
    await using it = await bank([failing(() => isMended), notes])
    for (const amount of [1, 13, 2]) await it.move('1', amount)
    await until('it has stopped', async () =>
      (await listProjections(it.db)).some(({ failure }) => failure !== null),
    )
    expect(await it.rows()).toEqual([{ id: 1, balance: 1 }])
    await expect(it.projections.check()).rejects.toThrow('bank.balances (live) stands still')
    expect(await listProjections(it.db)).toMatchObject([
      { name: 'bank.balances', lag: 2, failure: 'account.deposited (1, 2): unlucky' },
      { name: 'bank.notes' },
    ])
    expect(await it.kit.metrics.registry.metrics()).toContain(
      'projection_stopped{projection="bank.balances",state="live",service="test"} 1',
    )
    await until('the other has all', async () => (await it.db.client.note.count()) === 3)
    isMended = true
    expect(await resumeProjection(it.db.pool, 'bank.balances')).toBe(true)
    it.projections.wake()
    await it.settled()
    expect(await it.rows()).toEqual([{ id: 1, balance: 16 }])
    await it.projections.check()
  })
})

test('what is left of a projection that is declared no more is told of nowhere', async () => {
  await using it = await bank([balances({ mode: 'following' })])
  await it.move('1', 1)
  await it.settled()
  await it.db.pool.query(
    `INSERT INTO azora.projections (name, state, version, mode, category, types, stopped_at, failure)
     SELECT 'bank.former', state, version, mode, category, types, now(), 'it stood still' FROM azora.projections`,
  )
  expect(await listProjections(it.db)).toMatchObject([{ name: 'bank.balances' }])
  await it.projections.check()
  const metrics = await it.kit.metrics.registry.metrics()
  expect(metrics).toContain('projection_lag{projection="bank.balances"')
  expect(metrics).not.toContain('bank.former')
})

describe('several instances', () => {
  test('apply every event once between them', async () => {
    await using it = await bank([balances({ mode: 'following' })])
    await using second = await bank([balances({ mode: 'following' })], it.url)
    await Promise.all(Array.from({ length: 60 }, (_, n) => (n % 2 ? it : second).move(String(n % 4), 1)))
    await it.settled()
    expect(await it.rows()).toEqual(await truth(it))
  })

  test('of an earlier version leave alone what a later one has made', async () => {
    await using it = await bank([balances({ mode: 'following', version: 2 })])
    await it.move('1', 1)
    await it.settled()
    await it.projections.stop()
    await using earlier = await bank([balances({ mode: 'following', version: 1 })], it.url)
    await earlier.move('1', 1)
    expect(await listProjections(it.db)).toMatchObject([{ version: 2, lag: 1 }])
  })
})
