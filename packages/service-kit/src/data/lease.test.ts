import { expect, test } from 'vitest'
import { notesDatabase } from '../../fixtures/notes/database.js'
import { acquireLease } from './lease.js'

const options = { name: 'sweeper', ttlMs: 60_000 }

test('a lease has one holder among 20 that ask at the same moment', async () => {
  await using it = await notesDatabase()
  const asked = await Promise.all(Array.from({ length: 20 }, () => acquireLease(it.db.pool, options)))
  expect(asked.filter(lease => lease !== null)).toHaveLength(1)
})

test('a lease can be taken again once it is released, by a greater token', async () => {
  await using it = await notesDatabase()
  const first = await acquireLease(it.db.pool, options)
  await first?.release()
  const second = await acquireLease(it.db.pool, options)
  expect(second?.token).toBe((first?.token ?? 0n) + 1n)
})

test('a holder that overslept its lease can neither renew nor release that of its successor', async () => {
  await using it = await notesDatabase()
  const first = await acquireLease(it.db.pool, options)
  expect(await first?.renew()).toBe(true)
  await it.db.pool.query("update azora.leases set expires_at = now() - interval '1 s'")
  expect(await first?.renew()).toBe(false)
  const second = await acquireLease(it.db.pool, options)
  await first?.release()
  expect(await second?.renew()).toBe(true)
  expect(await acquireLease(it.db.pool, { ...options, name: 'other' })).not.toBeNull()
})
