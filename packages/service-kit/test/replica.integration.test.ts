import { type TestReplication, testReplication } from '@azora/supervisor'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { MIGRATIONS, openNotes } from '../fixtures/notes/database.js'
import { testKit } from '../fixtures/test-kit.js'
import { until } from '../src/events/testing/until.js'
import { newId } from '../src/index.js'

let servers: TestReplication

beforeAll(async () => {
  servers = await testReplication()
}, 120_000)

afterAll(() => servers[Symbol.asyncDispose]())

/** A database, its standby, and who works on them. */
async function replicated(stalenessMs?: number) {
  const { url } = await servers.primary.createDatabase('notes')
  const db = openNotes(url, { replica: { url: servers.onStandby(url), stalenessMs } })
  const kit = testKit()
  await db.migrate(MIGRATIONS)
  await db.start(kit)
  return {
    db,
    kit,
    add: (title: string) => db.client.note.create({ data: { id: newId(), title } }),
    titles: async (since?: string) => {
      const notes = await db.read(() => db.client.note.findMany(), since === undefined ? {} : { since })
      return notes.map(({ title }) => title)
    },
    /** Which server answers a read. */
    server: () =>
      db.read(async () => {
        const [row] = await db.client.$queryRawUnsafe<{ standby: boolean }[]>(
          'SELECT pg_is_in_recovery() AS standby',
        )
        return row?.standby ? 'standby' : 'primary'
      }),
    [Symbol.asyncDispose]: () => db.stop(),
  }
}

async function standby(sql: string): Promise<void> {
  const admin = new pg.Client(servers.standbyAdminUrl)
  await admin.connect()
  await admin.query(sql)
  await admin.end()
}

const caughtUp = ({ server }: { server: () => Promise<string> }) =>
  until('the standby answers', async () => (await server()) === 'standby')

describe('what is read', () => {
  test('comes from a replica that has all', async () => {
    await using it = await replicated()
    await it.add('a')
    await caughtUp(it)
    await until('it is there too', async () => (await it.titles()).includes('a'))
    expect(await it.server()).toBe('standby')
    expect(await it.kit.metrics.registry.metrics()).toMatch(/db_reads_total\{server="replica"/)
  })

  test('in a transaction, or outside of a read, comes from the primary', async () => {
    await using it = await replicated()
    await caughtUp(it)
    expect(await it.db.transaction(() => it.server())).toBe('primary')
    const [row] = await it.db.client.$queryRawUnsafe<{ standby: boolean }[]>(
      'SELECT pg_is_in_recovery() AS standby',
    )
    expect(row).toEqual({ standby: false })
    const inside = await it.db.read(() =>
      it.db.transaction(tx => tx.note.create({ data: { id: newId(), title: 'b' } })),
    )
    expect(inside).toMatchObject({ title: 'b' })
  })

  test('since a token has everything that was committed before it', async () => {
    await using it = await replicated()
    await caughtUp(it)
    for (let n = 0; n < 30; n++) {
      await it.add(`note ${n}`)
      expect(await it.titles(await it.db.token())).toHaveLength(n + 1)
    }
  })

  test('cannot be written to by mistake', async () => {
    await using it = await replicated()
    await caughtUp(it)
    await expect(it.db.read(() => it.add('a'))).rejects.toThrow('read-only')
  })
})

describe('a replica that stands still', () => {
  afterEach(() => standby('SELECT pg_wal_replay_resume()'))

  test('is not read once it is too old, and is when it has caught up', async () => {
    await using it = await replicated(300)
    await caughtUp(it)
    await standby('SELECT pg_wal_replay_pause()')
    await it.add('a')
    await until('the primary answers', async () => (await it.titles()).includes('a'))
    await until('it stays so', async () => (await it.server()) === 'primary')
    await standby('SELECT pg_wal_replay_resume()')
    await caughtUp(it)
    expect(await it.titles()).toEqual(['a'])
  })

  test('is not read by whoever has written', async () => {
    await using it = await replicated(60_000)
    await caughtUp(it)
    await standby('SELECT pg_wal_replay_pause()')
    await it.add('a')
    expect(await it.titles(await it.db.token())).toEqual(['a'])
    expect(await it.titles()).toEqual([])
  })
})

describe('a server that is no standby', () => {
  test('is never taken for a replica', async () => {
    const { url } = await servers.primary.createDatabase('notes')
    await using db = openNotes(url, { replica: { url } })
    const kit = testKit()
    await db.migrate(MIGRATIONS)
    await db.start(kit)
    expect(await db.read(() => db.client.note.count())).toBe(0)
    expect(kit.logs.text).toContain('no standby')
  })
})

describe('a replica that goes', () => {
  test('fails no read, and is said to be away', async () => {
    await using it = await replicated()
    await it.add('a')
    await caughtUp(it)
    await until('it is there too', async () => (await it.titles()).includes('a'))
    const reads = Array.from({ length: 50 }, () => it.titles())
    await servers.stopStandby()
    for (const titles of await Promise.all([...reads, it.titles()])) expect(titles).toEqual(['a'])
    expect(await it.server()).toBe('primary')
    expect(it.kit.logs.text).toContain('the replica does not answer')
  })
})
