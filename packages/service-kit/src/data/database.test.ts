import { DeadlineExceeded, ServiceUnavailable } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import { notesDatabase, openNotes } from '../../fixtures/notes/database.js'
import type { PrismaClient } from '../../fixtures/notes/src/generated/prisma/client.js'
import { newId } from '../new-id.js'
import { FaultProxy } from '../testing/fault-proxy.js'
import type { TransactionOf } from './deferred-client.js'
import { isCheckViolation, isUniqueViolation, sqlFailure } from './sql-failure.js'

type Tx = TransactionOf<PrismaClient>

const note = (title: string) => ({ data: { id: newId(), title } })
const fail = (message: string) => () => {
  throw new Error(message)
}

describe('a transaction', () => {
  test('keeps everything or nothing', async () => {
    await using it = await notesDatabase()
    const failing = it.db.transaction(async tx => {
      await tx.note.create(note('a'))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await it.db.client.note.count()).toBe(0)
  })

  test('is what the client reads from while it lasts', async () => {
    await using it = await notesDatabase({ connections: 1 })
    const seen = await it.db.transaction(async tx => {
      await tx.note.create(note('a'))
      return it.db.client.note.count()
    })
    expect(seen).toBe(1)
  })

  test('is what plain SQL is part of, beside the client', async () => {
    await using it = await notesDatabase()
    const titles = () => it.db.sql<{ title: string }>('select title from notes where title = $1', 'a')
    const failing = it.db.transaction(async tx => {
      await tx.note.create(note('a'))
      expect(await titles()).toEqual([{ title: 'a' }])
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await titles()).toEqual([])
  })

  test('is joined by inner ones, which are undone alone', async () => {
    await using it = await notesDatabase({ connections: 1 })
    await it.db.transaction(async tx => {
      await tx.note.create(note('outer'))
      await it.db.transaction(inner => inner.note.create(note('inner')))
      const twice = it.db.transaction(inner => inner.note.create(note('inner')))
      await expect(twice).rejects.toSatisfy(error => isUniqueViolation(error, 'notes_title_key'))
    })
    expect(await it.db.client.note.count()).toBe(2)
  })

  test('takes inner ones that start together one after the other', async () => {
    await using it = await notesDatabase({ connections: 1 })
    const inner = async (title: string) => {
      await it.db.transaction(async tx => {
        await tx.note.create(note(title))
        if (title === 'b') throw new Error('no')
      })
    }
    await it.db.transaction(() => Promise.allSettled(['a', 'b', 'c'].map(inner)))
    const titles = (await it.db.client.note.findMany()).map(({ title }) => title)
    expect(titles.toSorted()).toEqual(['a', 'c'])
  })

  test('of its own stays when the one around it fails', async () => {
    await using it = await notesDatabase()
    const failing = it.db.transaction(async () => {
      await it.db.transaction(tx => tx.note.create(note('attempt')), { independent: true })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await it.db.client.note.count()).toBe(1)
  })

  test('is run again after a deadlock, until both have succeeded', async () => {
    await using it = await notesDatabase()
    await it.db.client.account.createMany({
      data: [
        { id: 1, balance: 10 },
        { id: 2, balance: 10 },
      ],
    })
    const bothHoldOne = barrier(2)
    let runs = 0
    const move = (from: number, to: number) =>
      it.db.transaction(async tx => {
        runs++
        await add(tx, from, -1)
        await bothHoldOne()
        await add(tx, to, 1)
      })
    await Promise.all([move(1, 2), move(2, 1)])
    expect(await it.db.client.account.findMany({ orderBy: { id: 'asc' } })).toEqual([
      { id: 1, balance: 10 },
      { id: 2, balance: 10 },
    ])
    expect(runs).toBeGreaterThan(2)
  })

  test('that is serializable is run again when another one came between', async () => {
    await using it = await notesDatabase()
    await it.db.client.account.create({ data: { id: 1, balance: 0 } })
    const bothHaveRead = barrier(2)
    const increment = () =>
      it.db.transaction(
        async tx => {
          const { balance } = await tx.account.findUniqueOrThrow({ where: { id: 1 } })
          await bothHaveRead()
          await tx.account.update({ where: { id: 1 }, data: { balance: balance + 1 } })
        },
        { isolation: 'Serializable' },
      )
    await Promise.all([increment(), increment()])
    expect(await it.db.client.account.findUnique({ where: { id: 1 } })).toEqual({ id: 1, balance: 2 })
  })

  test('that needs more isolation than the one it would join is refused', async () => {
    await using it = await notesDatabase()
    const count = (isolation: 'Serializable' | 'RepeatableRead') => () =>
      it.db.transaction(tx => tx.note.count(), { isolation })
    expect(await it.db.transaction(count('RepeatableRead'), { isolation: 'Serializable' })).toBe(0)
    await expect(it.db.transaction(count('Serializable'))).rejects.toThrow(
      'cannot join one that is open as ReadCommitted',
    )
  })

  test('that overruns its time is undone and says so', async () => {
    await using it = await notesDatabase()
    const slow = it.db.transaction(
      async tx => {
        await tx.note.create(note('a'))
        await tx.$queryRaw`select pg_sleep(0.2)::text`
        await tx.note.create(note('b'))
      },
      { timeoutMs: 50 },
    )
    await expect(slow).rejects.toBeInstanceOf(DeadlineExceeded)
    expect(await it.db.client.note.count()).toBe(0)
  })
})

describe('what follows a commit', () => {
  test('is done once it is committed', async () => {
    await using it = await notesDatabase()
    const seen: number[] = []
    await it.db.transaction(async tx => {
      it.db.afterCommit(async () => void seen.push(await it.db.client.note.count()))
      await it.db.transaction(async () => it.db.afterCommit(() => void seen.push(-1)))
      await tx.note.create(note('a'))
      expect(seen).toEqual([])
    })
    expect(seen).toEqual([1, -1])
  })

  test('is left out when it is rolled back, inner parts included', async () => {
    await using it = await notesDatabase()
    const done: string[] = []
    const leave = (word: string) => it.db.afterCommit(() => void done.push(word))
    await it.db.transaction(async () => {
      leave('outer')
      await it.db
        .transaction(async () => {
          leave('inner')
          throw new Error('no')
        })
        .catch(() => undefined)
    })
    await it.db
      .transaction(async () => {
        leave('failed')
        throw new Error('no')
      })
      .catch(() => undefined)
    expect(done).toEqual(['outer'])
  })

  test('cannot fail the work that is committed', async () => {
    await using it = await notesDatabase()
    const kept = it.db.transaction(async tx => {
      it.db.afterCommit(fail('too late'))
      return tx.note.create(note('a'))
    })
    await expect(kept).resolves.toMatchObject({ title: 'a' })
  })

  test('is done at once outside of a transaction', async () => {
    await using it = await notesDatabase()
    const done = new Promise<string>(resolve => it.db.afterCommit(() => resolve('done')))
    expect(await done).toBe('done')
  })
})

test.each(['', '?options=-c%20work_mem%3D1MB'])(
  'times are true on a server of another time zone%s',
  async given => {
    await using it = await notesDatabase()
    await it.db.pool.query("ALTER ROLE CURRENT_USER SET timezone TO 'Asia/Tokyo'")
    await using db = openNotes(it.url + given)
    const at = new Date('2026-07-01T10:00:00.000Z')
    const read = (tx: Pick<PrismaClient, '$queryRaw'>) =>
      tx.$queryRaw`SELECT ${at}::timestamptz AS at, extract(epoch FROM ${at}::timestamptz)::int AS seconds`
    const expected = [{ at, seconds: at.getTime() / 1_000 }]
    expect([await read(db.client), await db.transaction(read)]).toEqual([expected, expected])
  },
)

describe('a database in trouble', () => {
  test('answers 503 with Retry-After when no connection is free', async () => {
    await using it = await notesDatabase({ connections: 1 })
    const taken = await it.db.pool.connect()
    it.db.pool.options.connectionTimeoutMillis = 50
    const refused = it.db.transaction(tx => tx.note.count())
    await expect(refused).rejects.toMatchObject({
      code: 'service-unavailable',
      headers: { 'retry-after': '1' },
    })
    taken.release()
    await expect(it.db.transaction(tx => tx.note.count())).resolves.toBe(0)
  })

  test('answers 503 when the server is not there, and its check says so', async () => {
    await using db = openNotes('postgresql://nobody@127.0.0.1:1/none')
    await expect(db.transaction(tx => tx.note.count())).rejects.toBeInstanceOf(ServiceUnavailable)
    await expect(Promise.resolve(db.check())).rejects.toThrow('ECONNREFUSED')
  })

  test('cancels a statement that runs too long', async () => {
    await using it = await notesDatabase({ statementTimeoutMs: 50 })
    const slow = it.db.transaction(tx => tx.$queryRaw`select pg_sleep(5)::text`)
    await expect(slow).rejects.toBeInstanceOf(DeadlineExceeded)
  })

  test('recovers from a connection that was cut', async () => {
    await using it = await notesDatabase({ connections: 1 })
    const cut = it.db.transaction(tx => tx.$queryRaw`select pg_terminate_backend(pg_backend_pid())`)
    await expect(cut).rejects.toBeInstanceOf(ServiceUnavailable)
    expect(await it.db.client.note.count()).toBe(0)
  })
})

test('violations are told apart by constraint', async () => {
  await using it = await notesDatabase()
  await it.db.client.note.create(note('a'))
  const twice = await it.db.client.note.create(note('a')).catch((error: unknown) => error)
  const below = await it.db.client.account
    .create({ data: { id: 1, balance: -1 } })
    .catch((error: unknown) => error)
  const raw = await it.db.pool.query('insert into notes select * from notes').catch((error: unknown) => error)
  expect(isUniqueViolation(twice, 'notes_title_key')).toBe(true)
  expect(isUniqueViolation(twice, 'notes_pkey')).toBe(false)
  expect(isCheckViolation(below, 'accounts_balance_floor')).toBe(true)
  expect(sqlFailure(raw)).toMatchObject({ state: '23505', constraint: 'notes_pkey' })
  expect(sqlFailure(new Error('other'))).toBeNull()
})

async function add(tx: Tx, id: number, amount: number) {
  await tx.account.update({ where: { id }, data: { balance: { increment: amount } } })
}

/** Lets callers through once so many have come; later ones pass. */
function barrier(parties: number) {
  let waiting = 0
  let open: () => void = () => undefined
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return () => {
    if (++waiting >= parties) open()
    return opened
  }
}

test('a server that falls silent costs its connections, not the pool for ever', async () => {
  await using it = await notesDatabase()
  await using network = await FaultProxy.to(it.url)
  await using db = openNotes(network.url, { connections: 1, statementTimeoutMs: 100 })
  await db.check()
  network.silence()
  await expect(db.transaction(tx => tx.note.create(note('a')))).rejects.toBeInstanceOf(ServiceUnavailable)
  await network.heal()
  await expect.poll(() => db.check().then(() => 'answers', String), { timeout: 10_000 }).toBe('answers')
})
