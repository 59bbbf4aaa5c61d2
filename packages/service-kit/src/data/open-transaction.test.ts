import { DeadlineExceeded } from '@azora/contracts'
import { expect, test, vi } from 'vitest'
import { type NotesDatabase, notesDatabase } from '../../fixtures/notes/database.js'
import { newId } from '../new-id.js'
import { OpenTransaction } from './open-transaction.js'

const open = ({ db }: NotesDatabase, timeoutMs = 10_000) => OpenTransaction.on(db.pool, { timeoutMs })
const ADD = 'INSERT INTO notes (id, title) VALUES ($1::uuid, $2)'
const add = (transaction: OpenTransaction, title: string) =>
  transaction.$executeRawUnsafe(ADD, newId(), title)
const titles = async ({ db }: NotesDatabase) =>
  (await db.client.note.findMany({ orderBy: { title: 'asc' } })).map(({ title }) => title)

test('a commit writes its last statements too, or nothing', async () => {
  await using it = await notesDatabase({ connections: 1 })
  const kept = await open(it)
  await add(kept, 'a')
  await kept.commit([{ text: ADD, values: [newId(), 'b'] }])
  const refused = await open(it)
  await add(refused, 'c')
  const twice = refused.commit([{ text: ADD, values: [newId(), 'a'] }])
  await expect(twice).rejects.toMatchObject({ code: '23505' })
  expect(await titles(it)).toEqual(['a', 'b'])
})

test('a commit in which a statement had failed says that nothing was kept', async () => {
  await using it = await notesDatabase({ connections: 1 })
  const passingOver = it.db.transaction(async tx => {
    await tx.note.create({ data: { id: newId(), title: 'a' } })
    await tx.note.create({ data: { id: newId(), title: 'a' } }).catch(() => undefined)
  })
  await expect(passingOver).rejects.toThrow('only an inner transaction may fail alone')
  expect(await titles(it)).toEqual([])
})

test('one that is never used asks nothing of the server', async () => {
  await using it = await notesDatabase({ connections: 1 })
  const connection = await it.db.pool.connect()
  connection.release()
  const asked = vi.spyOn(connection, 'query')
  await (await open(it)).commit()
  await (await open(it)).rollback()
  expect(asked).not.toHaveBeenCalled()
  expect(it.db.pool.idleCount).toBe(1)
})

test('an end, and then nothing more', async () => {
  await using it = await notesDatabase({ connections: 1 })
  const transaction = await open(it)
  await add(transaction, 'a')
  await transaction.rollback()
  await expect(add(transaction, 'b')).rejects.toThrow('The transaction has ended')
  expect(await titles(it)).toEqual([])
})

test('beyond its time it is undone at once, and every later statement says why', async () => {
  await using it = await notesDatabase({ connections: 1 })
  const transaction = await open(it, 20)
  await add(transaction, 'a')
  // Its only connection comes back by itself.
  await it.db.pool.query('SELECT 1')
  await expect(add(transaction, 'b')).rejects.toBeInstanceOf(DeadlineExceeded)
  await expect(transaction.commit()).rejects.toBeInstanceOf(DeadlineExceeded)
  expect(await titles(it)).toEqual([])
})

test('statements that start together are one transaction', async () => {
  await using it = await notesDatabase({ connections: 1 })
  const transaction = await open(it)
  await Promise.all(['a', 'b', 'c'].map(title => add(transaction, title)))
  await transaction.rollback()
  expect(await titles(it)).toEqual([])
})

test('times are stored as they are, whatever zone the process is in', async () => {
  await using it = await notesDatabase()
  const at = new Date('2026-07-01T10:00:00.000Z')
  const [row] = await it.db.transaction(async () =>
    it.db.raw.$queryRawUnsafe<{ plain: string; zoned: string }[]>(
      "SELECT $1::timestamp::text AS plain, ($2::timestamptz AT TIME ZONE 'UTC')::text AS zoned",
      at,
      at,
    ),
  )
  expect(row).toEqual({ plain: '2026-07-01 10:00:00', zoned: '2026-07-01 10:00:00' })
})

test('a transaction whose prepared statements no longer fit a changed table is run again on another connection', async () => {
  await using it = await notesDatabase({ connections: 1 })
  const read = () =>
    it.db.transaction(async () => it.db.raw.$queryRawUnsafe('SELECT * FROM notes WHERE title = $1', 'a'))
  expect(await read()).toEqual([])
  await it.db.pool.query("ALTER TABLE notes ADD COLUMN more text NOT NULL DEFAULT ''")
  expect(await read()).toEqual([])
})
