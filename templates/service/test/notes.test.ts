import { PreconditionFailed } from '@azora/contracts'
import { startedOnce, user } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { NoteNotFound, NoteTitleTaken } from '../contract/index.js'
import { service } from '../src/service.js'

const app = startedOnce(service)
const somebody = () => app().as(user())

describe('a note', () => {
  test('is read back as it was made', async () => {
    const { notes } = await somebody()
    const made = await notes.create({ body: { title: 'Proofs', text: 'by induction' } })
    expect(await notes.get({ params: { noteId: made.id } })).toEqual(made)
  })

  test('does not exist for anybody but its owner', async () => {
    const { id: noteId } = await (await somebody()).notes.create({ body: { title: 'Mine' } })
    const { notes } = await somebody()
    await expect(notes.get({ params: { noteId } })).rejects.toThrow(NoteNotFound)
    await expect(notes.update({ params: { noteId }, body: { text: 'theirs' } })).rejects.toThrow(NoteNotFound)
    await expect(notes.remove({ params: { noteId } })).rejects.toThrow(NoteNotFound)
  })

  test('is gone once it is removed', async () => {
    const { notes } = await somebody()
    const { id: noteId } = await notes.create({ body: { title: 'Fleeting' } })
    await notes.remove({ params: { noteId } })
    await expect(notes.get({ params: { noteId } })).rejects.toThrow(NoteNotFound)
  })
})

describe('a title', () => {
  test('may be used once by an owner, and by every owner', async () => {
    const { notes } = await somebody()
    await notes.create({ body: { title: 'Proofs' } })
    await expect(notes.create({ body: { title: 'Proofs' } })).rejects.toThrow(NoteTitleTaken)
    expect((await (await somebody()).notes.create({ body: { title: 'Proofs' } })).title).toBe('Proofs')
  })

  test('wanted by many at the same moment is given once', async () => {
    const { notes } = await somebody()
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, () => notes.create({ body: { title: 'Rare' } })),
    )
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await notes.list()).items).toHaveLength(1)
  })
})

describe('a change', () => {
  test('based on a version that is no longer current is refused', async () => {
    const { notes } = await somebody()
    const { id: noteId, version } = await notes.create({ body: { title: 'Draft' } })
    await notes.update({ params: { noteId }, body: { text: 'first' } }, { ifMatch: version })
    const late = notes.update({ params: { noteId }, body: { text: 'second' } }, { ifMatch: version })
    await expect(late).rejects.toThrow(PreconditionFailed)
  })

  test('made by many from the same version happens once', async () => {
    const { notes } = await somebody()
    const { id: noteId, version } = await notes.create({ body: { title: 'Contested' } })
    const change = (text: string) =>
      notes.update({ params: { noteId }, body: { text } }, { ifMatch: version })
    const attempts = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => change(`writer ${n}`)))
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await notes.get({ params: { noteId } })).version).toBe(version + 1)
  })
})

test('a list is walked to its end without gap or repeat', async () => {
  const { notes } = await somebody()
  for (const title of ['a', 'b', 'c', 'd', 'e']) await notes.create({ body: { title } })
  const titles: string[] = []
  for await (const { title } of notes.list({ query: { limit: 2 } })) titles.push(title)
  expect(titles).toEqual(['e', 'd', 'c', 'b', 'a'])
})
