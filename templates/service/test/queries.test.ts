import { compiledQueries, started, user } from '@azora/service-kit/testing'
import { expect, test } from 'vitest'
import { service } from '../src/service.js'

test('what was done before is done again without compiling a query', async () => {
  await using app = await started(service)
  const { notes } = await app.as(user())
  const write = async (title: string) => {
    app.clock.advance(60_000)
    const { id: noteId } = await notes.create({ body: { title } })
    await notes.update({ params: { noteId }, body: { text: 'by induction' } })
    await notes.list()
  }

  using compiled = compiledQueries()
  await write('Proofs')
  expect(compiled.taken()).toContain('Note.createOne')
  await write('More proofs')
  expect(compiled.taken()).toEqual([])
})
