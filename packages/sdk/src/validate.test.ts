import { expect, test } from 'vitest'
import { book } from '../test/fixtures/books.js'
import { failureOf } from '../test/fixtures/failure-of.js'
import { Library } from '../test/fixtures/generated/library.js'
import { library } from '../test/fixtures/library.js'
import { json, serving } from '../test/fixtures/server.js'
import { createClient } from './client.js'
import { UnreadableAnswer } from './runtime/failures.js'
import { validated } from './validate.js'

const bookId = book().id

test('an answer that is not what the contract declares fails its call, and says where', async () => {
  await using server = await serving((_, response) =>
    json(response, 200, { ...book(), authors: [{ name: 7 }] }),
  )
  const options = { baseUrl: server.url, hooks: validated(library) }

  const error = await failureOf(createClient(library, options).books.get({ params: { bookId } }))

  expect(error).toBeInstanceOf(UnreadableAnswer)
  expect(error).toMatchObject({ attempts: 1, requestId: expect.any(String), cause: { name: 'ZodError' } })
  expect(error.message).toContain('books.get')
  expect(error.message).toContain('/authors/0/name')
})

test('a generated client is held to the same', async () => {
  await using server = await serving((_, response) => json(response, 200, {}))

  await expect(
    new Library({ baseUrl: server.url, hooks: validated(library) }).books.get(bookId),
  ).rejects.toBeInstanceOf(UnreadableAnswer)
})

test('an answer as declared passes untouched', async () => {
  await using server = await serving((_, response) => json(response, 200, { ...book(), addedLater: true }))

  expect(
    await new Library({ baseUrl: server.url, hooks: validated(library) }).books.get(bookId),
  ).toHaveProperty('addedLater')
})
