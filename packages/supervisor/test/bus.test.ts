import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BUS_MIGRATIONS } from '../src/postgres/bus-migrations.js'
import {
  type TestBus,
  type TestDatabase,
  type TestPostgres,
  testPostgres,
} from '../src/testing/test-postgres.js'

let server: TestPostgres
let bus: TestBus
let service: TestDatabase
let url: string

beforeAll(async () => {
  server = await testPostgres()
  bus = await server.createBus()
  service = await server.createDatabase('orders')
  url = await bus.admit(service)
})

afterAll(async () => {
  await service.drop()
  await bus[Symbol.asyncDispose]()
  await server.stop()
})

async function query<Row extends pg.QueryResultRow>(address: string, sql: string, values: unknown[] = []) {
  const client = new pg.Client(address)
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}

const append = (ids: readonly string[], known: string | null = null) =>
  query<{ identity: string }>(
    url,
    'SELECT bus.append($1::uuid, $2::uuid[], $3::smallint[], $4::text[], $5::json[]) AS identity',
    [known, ids, ids.map(() => 3), ids.map(() => 'order.paid'), ids.map(id => JSON.stringify({ id }))],
  )

const read = async (cursor = '0', most = 1_000) => {
  const rows = await query<{ pos: string; event: { id: string } | null }>(
    url,
    'SELECT * FROM bus.read($1::smallint[], $2::bigint[], $3, $4)',
    [[3], [cursor], '^order\\.', most],
  )
  return { ids: rows.flatMap(({ event }) => event?.id ?? []), readTo: rows.at(-1)?.pos }
}

describe('the log of events', () => {
  test('is appended to and read by a service that was let in', async () => {
    const ids: string[] = [randomUUID(), randomUUID()]
    await append(ids)
    const { ids: all } = await read()
    expect(all.filter(id => ids.includes(id))).toEqual(ids)
  })

  test('keeps an event once, however often it is sent, at its first place', async () => {
    const [one, other] = [randomUUID(), randomUUID()]
    await append([one])
    await append([one, other])
    const { ids } = await read()
    expect(ids.filter(id => [one, other].some(it => it === id))).toEqual([one, other])
  })

  test('shows positions in their order, while twenty append at the same moment', async () => {
    const batches = Array.from({ length: 20 }, () => [randomUUID(), randomUUID(), randomUUID()])
    const seen: string[] = []
    let cursor = (await read()).readTo ?? '0'
    const appending = Promise.all(batches.map(ids => append(ids)))
    while (seen.length < 60) {
      const page = await read(cursor, 7)
      seen.push(...page.ids)
      cursor = page.readTo ?? cursor
    }
    await appending
    expect(seen.toSorted()).toEqual(batches.flat().toSorted())
  })

  test('refuses a caller who knows another log, and says which it is', async () => {
    const id = randomUUID()
    const [row] = await append([id], randomUUID())
    expect(row?.identity).toMatch(/^[0-9a-f-]{36}$/)
    expect((await read()).ids).not.toContain(id)
  })

  test.each([
    'SELECT * FROM bus.log',
    'DELETE FROM bus.log',
    'UPDATE bus.identity SET id = gen_random_uuid()',
    "SELECT nextval('bus.positions')",
    'CREATE TABLE bus.mine ()',
    'CREATE TABLE public.mine ()',
  ])('does not let a service do: %s', async sql => {
    await expect(query(url, sql)).rejects.toThrow('permission denied')
  })

  test('is shut to a service that was not let in', async () => {
    await using stranger = await server.createDatabase('stranger')
    const { username, password } = new URL(stranger.url)
    const address = Object.assign(new URL(url), { username, password }).href
    await expect(query(address, 'SELECT 1')).rejects.toThrow('permission denied')
  })

  test('drops the weeks that are over, and has the next ones ready', async () => {
    const weeks = "SELECT relname FROM pg_class WHERE relname ~ '^log_\\d{8}$' AND relkind = 'r' ORDER BY 1"
    const old =
      "CREATE TABLE bus.log_20200106 PARTITION OF bus.log FOR VALUES FROM ('016f77af-2c00-0000-0000-000000000000') TO ('016f9bbb-c000-0000-0000-000000000000')"
    await query(bus.ownerUrl, old)
    await query(url, 'SELECT bus.tidy()')
    const names = (await query<{ relname: string }>(bus.ownerUrl, weeks)).map(({ relname }) => relname)
    expect(names).toHaveLength(3)
    expect(names).not.toContain('log_20200106')
  })

  test('says from where to where each lane is kept', async () => {
    const edges = async () => {
      const [row] = await query<{ start: string; end: string }>(
        url,
        'SELECT start, "end" FROM bus.edges() WHERE lane = 3',
      )
      return { start: BigInt(row?.start ?? 0), end: BigInt(row?.end ?? 0) }
    }
    const [old, kept] = [randomUUID(), randomUUID()]
    await append([old])
    const before = await edges()
    await query(bus.ownerUrl, `UPDATE bus.log_other SET at = now() - interval '8 days' WHERE id = '${old}'`)
    await append([kept])
    await query(url, 'SELECT bus.tidy()')
    const after = await edges()
    expect(after.start).toBe(before.end)
    expect(after.end).toBeGreaterThan(before.end)
    const { readTo, ids } = await read(String(after.start))
    expect([ids, readTo]).toEqual([[kept], String(after.end)])
  })
})

test('migrations of the log have names of their own, in order', () => {
  const names = BUS_MIGRATIONS.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)].toSorted())
})
