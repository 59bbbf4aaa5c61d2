import { expect, test } from 'vitest'
import { notesDatabase } from '../../fixtures/notes/database.js'
import { newId } from '../new-id.js'

const kindOf = (value: object) => Object.prototype.toString.call(value)

test('what is asked of a transaction is done when it is awaited, and once', async () => {
  await using it = await notesDatabase()
  await it.db.transaction(async tx => {
    const never = tx.note.create({ data: { id: newId(), title: 'never' } })
    const created = tx.note.create({ data: { id: newId(), title: 'once' } })
    expect([kindOf(never), kindOf(created)]).toEqual(['[object PrismaPromise]', '[object PrismaPromise]'])
    expect(await created).toBe(await created)
  })
  expect(await it.db.client.note.findMany({ select: { title: true } })).toEqual([{ title: 'once' }])
})

test('raw statements and models of a transaction see what the others wrote', async () => {
  await using it = await notesDatabase({ connections: 1 })
  const counts = await it.db.transaction(async tx => {
    await tx.$executeRawUnsafe('INSERT INTO notes (id, title) VALUES ($1::uuid, $2)', newId(), 'plain')
    await tx.note.create({ data: { id: newId(), title: 'model' } })
    await tx.$executeRaw`INSERT INTO notes (id, title) VALUES (${newId()}::uuid, ${'tagged'})`
    const [{ count }] = await tx.$queryRaw<[{ count: bigint }]>`SELECT count(*) FROM notes`
    return [count, await tx.note.count()]
  })
  expect(counts).toEqual([3n, 3])
})

test('a transaction that only reads by models is ended for Prisma too', async () => {
  await using it = await notesDatabase({ connections: 1 })
  for (let n = 0; n < 3; n++) await it.db.transaction(tx => tx.note.findMany())
  const { rows } = await it.db.pool.query("SELECT state FROM pg_stat_activity WHERE state LIKE 'idle in%'")
  expect(rows).toEqual([])
})

test("within a transaction the client can still be asked for what is not the transaction's", async () => {
  await using it = await notesDatabase()
  await it.db.transaction(async () => {
    await expect(it.db.client.$connect()).resolves.toBeUndefined()
    expect(await it.db.client.$transaction(async tx => tx.note.count())).toBe(0)
  })
})
