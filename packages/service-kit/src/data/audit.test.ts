import { InvalidRequest } from '@azora/contracts'
import { expect, test } from 'vitest'
import { notesDatabase } from '../../fixtures/notes/database.js'
import { audit, auditPage } from './audit.js'

test('an audit row shares the fate of what it tells of', async () => {
  await using it = await notesDatabase()
  const actor = { kind: 'service', name: 'gateway' } as const
  await it.db.transaction(tx =>
    audit(tx, { action: 'note.created', subject: 'n1', actor, data: { title: 'a' } }),
  )
  const failing = it.db.transaction(async tx => {
    await audit(tx, { action: 'note.created', subject: 'n2', actor: null })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  const { items, nextCursor } = await auditPage(it.db.client, { limit: 10 })
  expect(items).toEqual([
    {
      id: expect.any(String),
      action: 'note.created',
      subject: 'n1',
      actor: 'service:gateway',
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      requestId: null,
      data: { title: 'a' },
    },
  ])
  expect(nextCursor).toBeNull()
})

test('audit rows are listed newest first, page by page, by what is asked for', async () => {
  await using it = await notesDatabase()
  for (const subject of ['n1', 'n2', 'n1', 'n1']) {
    await it.db.transaction(tx => audit(tx, { action: 'note.read', subject, actor: null, data: {} }))
  }
  const first = await auditPage(it.db.client, { limit: 2, subject: 'n1' })
  const second = await auditPage(it.db.client, { limit: 2, subject: 'n1', cursor: first.nextCursor ?? '' })
  expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 1, null])
  const ids = [...first.items, ...second.items].map(({ id }) => id)
  expect(ids).toEqual(ids.toSorted().toReversed())
  await expect(auditPage(it.db.client, { limit: 2, cursor: 'x' })).rejects.toBeInstanceOf(InvalidRequest)
})

test('an audit row cannot be changed', async () => {
  await using it = await notesDatabase()
  await it.db.transaction(tx => audit(tx, { action: 'note.read', subject: 'n', actor: null }))
  await expect(it.db.pool.query("update azora.audit set subject = 'm'")).rejects.toThrow('never changed')
})
