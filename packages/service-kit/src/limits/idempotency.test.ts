import { IdempotencyInProgress, IdempotencyKeyReused, Problem } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import { type NotesDatabase, notesDatabase, openNotes } from '../../fixtures/notes/database.js'
import { databaseProblem } from '../data/database-problem.js'
import type { Outgoing } from '../http/send.js'
import { newId } from '../new-id.js'
import { forgetExpiredReplies, type KeyedRequest } from './idempotency.js'

const request: KeyedRequest = {
  principal: 'user:1',
  operationId: 'notes.create',
  key: 'k-1',
  requestHash: 'h-1',
}
const created = (title: string): Outgoing => ({
  status: 201,
  headers: { location: '/n' },
  body: JSON.stringify({ title }),
})

const create =
  ({ db }: Pick<NotesDatabase, 'db'>, title: string) =>
  async () => {
    await db.transaction(tx => tx.note.create({ data: { id: newId(), title } }))
    return created(title)
  }

describe('a request with an idempotency key', () => {
  test('is answered with the first reply when it is repeated', async () => {
    await using it = await notesDatabase()
    const first = await it.db.idempotently(request, create(it, 'a'))
    const second = await it.db.idempotently(request, create(it, 'b'))
    expect(first).toEqual({ reply: created('a'), replayed: false })
    expect(second).toEqual({ reply: created('a'), replayed: true })
    expect(await it.db.client.note.count()).toBe(1)
  })

  test('has its effect once among 50 at the same moment, over two processes', async () => {
    await using it = await notesDatabase()
    await using other = openNotes(it.url)
    const call = async (n: number) => {
      const db = n % 2 ? it.db : other
      return db.idempotently(request, create({ db }, `note ${n}`)).catch((error: unknown) => error)
    }
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => call(n)))

    const done = answers.filter(answer => !(answer instanceof Problem)) as {
      reply: Outgoing
      replayed: boolean
    }[]
    const refused = answers.filter(answer => answer instanceof Problem)
    expect(done.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(new Set(done.map(({ reply }) => reply.body)).size).toBe(1)
    for (const problem of refused) {
      expect(problem).toMatchObject({ code: 'idempotency-in-progress', headers: { 'retry-after': '1' } })
    }
    expect(await it.db.client.note.count()).toBe(1)
  })

  test('is refused while the first is still running', async () => {
    await using it = await notesDatabase()
    const first = it.db.idempotently(request, async () => {
      const reply = await create(it, 'a')()
      await expect(it.db.idempotently(request, create(it, 'b'))).rejects.toBeInstanceOf(IdempotencyInProgress)
      return reply
    })
    await expect(first).resolves.toMatchObject({ replayed: false })
  })

  test('is refused when the key came with another request', async () => {
    await using it = await notesDatabase()
    await it.db.idempotently(request, create(it, 'a'))
    const other = it.db.idempotently({ ...request, requestHash: 'h-2' }, create(it, 'b'))
    await expect(other).rejects.toBeInstanceOf(IdempotencyKeyReused)
  })

  test('shares its key with no other principal and no other operation', async () => {
    await using it = await notesDatabase()
    await it.db.idempotently(request, create(it, 'a'))
    const stranger = await it.db.idempotently({ ...request, principal: 'user:2' }, create(it, 'b'))
    const elsewhere = await it.db.idempotently({ ...request, operationId: 'notes.import' }, create(it, 'c'))
    expect([stranger.replayed, elsewhere.replayed]).toEqual([false, false])
  })

  test('leaves nothing when it fails, and may be tried again', async () => {
    await using it = await notesDatabase()
    const failing = it.db.idempotently(request, async () => {
      await create(it, 'a')()
      throw new Error('after the effect')
    })
    await expect(failing).rejects.toThrow('after the effect')
    expect(await it.db.client.note.count()).toBe(0)
    expect(await it.db.idempotently(request, create(it, 'a'))).toMatchObject({ replayed: false })
  })

  test('has the isolation its first transaction asks for', async () => {
    await using it = await notesDatabase()
    const { reply } = await it.db.idempotently(request, async () => {
      const isolation = await it.db.transaction(
        tx => tx.$queryRaw<{ transaction_isolation: string }[]>`show transaction isolation level`,
        { isolation: 'Serializable' },
      )
      return { status: 200, headers: {}, body: isolation[0]?.transaction_isolation }
    })
    expect(reply.body).toBe('serializable')
  })

  test('holds no connection before its first transaction', async () => {
    await using it = await notesDatabase({ connections: 1 })
    const { reply } = await it.db.idempotently(request, async () => {
      const held = await it.db.pool.connect()
      held.release()
      return create(it, 'a')()
    })
    expect(reply.status).toBe(201)
  })

  test('needs one connection only: forty with keys of their own get through two', async () => {
    await using it = await notesDatabase({ connections: 2, connectTimeoutMs: 15_000 })
    const call = (n: number) =>
      it.db.idempotently({ ...request, key: `k-${n}` }, async () => {
        await it.db.transaction(async () => {
          await create(it, `note ${n}`)()
          expect(await it.db.client.note.count({ where: { title: `note ${n}` } })).toBe(1)
        })
        return created(`note ${n}`)
      })
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => call(n)))
    expect(answers.every(({ replayed }) => !replayed)).toBe(true)
    expect(await it.db.client.note.count()).toBe(40)
  })

  test('whose handler fails beside a transaction that is only about to begin leaves nothing open', async () => {
    await using it = await notesDatabase({ connections: 1 })
    const failing = it.db.idempotently(request, async () => {
      const late = create(it, 'a')()
      late.catch(() => undefined)
      throw new Error('before it began')
    })
    await expect(failing).rejects.toThrow('before it began')
    expect(await it.db.client.note.count()).toBe(0)
    expect(await it.db.idempotently(request, create(it, 'a'))).toMatchObject({ replayed: false })
  })

  test('whose connection dies before the commit has left neither effect nor reply', async () => {
    await using it = await notesDatabase()
    const cut = it.db.idempotently(request, async () => {
      const reply = await create(it, 'a')()
      await it.db.pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()",
      )
      return reply
    })
    await expect(cut).rejects.toSatisfy(error => databaseProblem(error)?.status === 503)
    expect(await it.db.client.note.count()).toBe(0)
    expect(await it.db.idempotently(request, create(it, 'a'))).toMatchObject({ replayed: false })
  })

  test('may catch a violation inside it and go on', async () => {
    await using it = await notesDatabase()
    await create(it, 'a')()
    const { reply } = await it.db.idempotently(request, () => create(it, 'a')().catch(create(it, 'b')))
    expect(reply).toEqual(created('b'))
    expect(await it.db.client.note.count()).toBe(2)
  })

  test('is replayed even if the handler hides that another came first', async () => {
    await using it = await notesDatabase()
    const late = it.db.idempotently(request, async () => {
      await it.db.idempotently(request, create(it, 'a'))
      return create(it, 'b')().catch(() => created('wrong'))
    })
    expect(await late).toEqual({ reply: created('a'), replayed: true })
    expect(await it.db.client.note.count()).toBe(1)
  })

  test('keeps its reply even if it had no effect', async () => {
    await using it = await notesDatabase()
    let runs = 0
    const count = async () => ({ status: 200, headers: {}, body: String(++runs) })
    await it.db.idempotently(request, count)
    expect(await it.db.idempotently(request, count)).toMatchObject({ reply: { body: '1' }, replayed: true })
  })

  test('does what follows the commit after it, and not when it fails', async () => {
    await using it = await notesDatabase()
    const counts: number[] = []
    const withFollowUp = (fails: boolean) => async () => {
      await it.db.transaction(async tx => {
        await tx.note.create({ data: { id: newId(), title: 'a' } })
        it.db.afterCommit(async () => void counts.push(await it.db.client.note.count()))
      })
      if (fails) throw new Error('no')
      return created('a')
    }
    await it.db.idempotently(request, withFollowUp(true)).catch(() => undefined)
    await it.db.idempotently(request, withFollowUp(false))
    expect(counts).toEqual([1])
  })
})

test('a reply past its time is forgotten, and its key may be used anew', async () => {
  await using it = await notesDatabase()
  await it.db.idempotently(request, create(it, 'a'))
  await it.db.pool.query("UPDATE azora.idempotency SET expires_at = now() - interval '1 s'")
  const again = await it.db.idempotently({ ...request, requestHash: 'h-2' }, create(it, 'b'))
  expect(again.replayed).toBe(false)
  await it.db.pool.query("UPDATE azora.idempotency SET expires_at = now() - interval '1 s'")
  expect(await forgetExpiredReplies(it.db.pool)).toBe(1)
})

test('replies past their time are all forgotten in one sweep, however many they are', async () => {
  await using it = await notesDatabase()
  for (let n = 0; n < 5; n++) await it.db.idempotently({ ...request, key: `k-${n}` }, create(it, `note ${n}`))
  await it.db.pool.query("UPDATE azora.idempotency SET expires_at = now() - interval '1 s'")
  expect(await forgetExpiredReplies(it.db.pool, 2)).toBe(5)
})
