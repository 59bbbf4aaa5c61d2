import { UserDeleted } from '@azora/contracts/auth'
import { startedOnce, user } from '@azora/service-kit/testing'
import { expect, test } from 'vitest'
import { service } from '../src/service.js'

const app = startedOnce(service)

test('a note that is made is told of, once', async () => {
  const owner = user()
  const { notes } = await app().as(owner)
  const { id: noteId, createdAt } = await notes.create({ body: { title: 'Proofs' } })
  await app().settled()
  expect(app().events.published.filter(({ subject }) => subject === noteId)).toMatchObject([
    { type: 'note.created', data: { noteId, ownerId: owner.id, createdAt }, actor: `user:${owner.id}` },
  ])
})

test('the notes of an account that is deleted go with it', async () => {
  const owner = user()
  const { notes } = await app().as(owner)
  await notes.create({ body: { title: 'Proofs' } })
  const deletedAt = app().clock.now().toISOString()
  await app().events.publish(UserDeleted, { userId: owner.id, deletedAt }, 'auth')
  await app().settled()
  expect((await notes.list()).items).toEqual([])
})
