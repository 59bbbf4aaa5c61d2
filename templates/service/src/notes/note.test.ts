import { expect, test } from 'vitest'
import { changed, newNote } from './note.js'

const made = newNote(
  { id: 'n1', ownerId: 'u1', title: 'Proofs', text: 'by induction' },
  new Date('2030-01-01T00:00:00Z'),
)

test('a new note is at its first version', () => {
  expect(made).toMatchObject({
    version: 1,
    createdAt: '2030-01-01T00:00:00.000Z',
    updatedAt: '2030-01-01T00:00:00.000Z',
  })
})

test('a change keeps what it leaves out, and raises the version', () => {
  expect(changed(made, { text: 'by contradiction' }, new Date('2030-01-02T00:00:00Z'))).toEqual({
    ...made,
    text: 'by contradiction',
    version: 2,
    updatedAt: '2030-01-02T00:00:00.000Z',
  })
})
