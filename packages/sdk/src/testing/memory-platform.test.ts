import { InvalidRequest, NotFound, ServiceUnavailable, Unauthenticated } from '@azora/contracts'
import { education } from '@azora/contracts/education'
import { expect, test } from 'vitest'
import { book } from '../../test/fixtures/books.js'
import { failureOf } from '../../test/fixtures/failure-of.js'
import { fakeTime } from '../../test/fixtures/fake-time.js'
import { BookNotFound, library } from '../../test/fixtures/library.js'
import { Azora } from '../azora.js'
import { createClient } from '../client.js'
import { memoryPlatform } from './index.js'

const bookId = book().id

function shelf() {
  const created: string[] = []
  const platform = memoryPlatform(library).answer(library, {
    books: {
      get: ({ params }) => {
        if (params.bookId !== bookId) throw new BookNotFound()
        return book()
      },
      list: ({ query }) => ({ items: [book({ version: query.limit })], nextCursor: null }),
      create: ({ body }) => {
        created.push(body.title)
        return book({ title: body.title, authors: body.authors })
      },
    },
  })
  const client = createClient(library, { ...platform.optionsFor(library), token: 'mine', time: fakeTime() })
  return { client, created, platform }
}

test('calls are answered as prepared, with the defaults of the contract filled in', async () => {
  const { client } = shelf()

  expect(await client.books.create({ body: { title: 'Proofs' } })).toEqual(book())
  expect((await client.books.list()).items).toEqual([book({ version: 20 })])
})

test('an Azora reaches every service of the platform', async () => {
  const platform = memoryPlatform(education).answer(education, {
    levels: { list: () => ({ items: [], nextCursor: null }) },
  })

  expect(await new Azora(platform.options).education.levels.list()).toEqual({ items: [], nextCursor: null })
})

test('a request that breaks the contract is refused with all its faults', async () => {
  const { client } = shelf()

  const error = await failureOf(client.books.list({ query: { limit: 101, status: 'burnt' as 'lent' } }))

  expect(error).toBeInstanceOf(InvalidRequest)
  expect(error.errors?.map(({ pointer }) => pointer)).toEqual(['/limit', '/status'])
})

test('problems that are thrown arrive by their class', async () => {
  const { client } = shelf()

  await expect(
    client.books.get({ params: { bookId: '0193c2f0-0000-7000-8000-00000000000f' } }),
  ).rejects.toBeInstanceOf(BookNotFound)
})

test('a route for the signed-in needs a token', async () => {
  const { client } = shelf()

  await expect(client.books.create({ body: { title: 'x' } }, { token: null })).rejects.toBeInstanceOf(
    Unauthenticated,
  )
})

test('an answer that breaks the contract is the fault of the test, and says where', async () => {
  const { client, platform } = shelf()
  platform.answer(library, { books: { get: () => book({ version: 1.5 }) } })

  await expect(client.books.get({ params: { bookId } })).rejects.toMatchObject({
    code: 'answer-invalid',
    message: expect.stringContaining('/version'),
  })
})

test('a route without a prepared answer says so', async () => {
  const { client } = shelf()

  await expect(client.cards.jwks()).rejects.toMatchObject({ code: 'no-answer-prepared' })
})

test('an unknown path is not found', async () => {
  const { platform } = shelf()

  await expect(createClient(education, platform.optionsFor(library)).levels.list()).rejects.toBeInstanceOf(
    NotFound,
  )
})

test('troubles come in their order, and the client gets over them', async () => {
  const { client, platform } = shelf()
  platform.trouble('library.books.get', new ServiceUnavailable(), 'no-connection')

  const { attempts } = await client.books.get({ params: { bookId } }).withResponse()

  expect(attempts).toBe(3)
  expect(platform.calls.map(({ status }) => status)).toEqual([503, 0, 200])
})

test('an effect whose answer is lost happens once: the second attempt gets the stored reply', async () => {
  const { client, created, platform } = shelf()
  platform.trouble('library.books.create', 'lost-answer')

  expect(await client.books.create({ body: { title: 'Proofs' } })).toMatchObject({ title: 'Proofs' })
  expect(created).toEqual(['Proofs'])
})

test('fifty calls with one key at the same time have one effect', async () => {
  const { client, created } = shelf()
  const create = () => client.books.create({ body: { title: 'Proofs' } }, { idempotencyKey: 'order-7' })

  await Promise.all(Array.from({ length: 50 }, create))

  expect(created).toEqual(['Proofs'])
})

test('a refusal is not stored: the same key succeeds once the reason is gone', async () => {
  const { client, platform } = shelf()
  let isReady = false
  const create = () => {
    if (isReady) return book()
    isReady = true
    throw new ServiceUnavailable()
  }
  platform.answer(library, { books: { create } })

  const { attempts } = await client.books.create({ body: { title: 'Proofs' } }).withResponse()

  expect(attempts).toBe(2)
})

test('a key that comes back with another body is refused', async () => {
  const { client } = shelf()
  await client.books.create({ body: { title: 'Proofs' } }, { idempotencyKey: 'order-7' })

  await expect(
    client.books.create({ body: { title: 'Refutations' } }, { idempotencyKey: 'order-7' }),
  ).rejects.toMatchObject({
    code: 'idempotency-key-reused',
  })
})

test('silence lasts until the attempt is given up', async () => {
  const platform = memoryPlatform(library).trouble('library.books.get', 'silence')
  const client = createClient(library, { ...platform.optionsFor(library), timeoutMs: 10, retries: 0 })

  await expect(client.books.get({ params: { bookId } })).rejects.toMatchObject({ code: 'attempt-timed-out' })
})

test('nonsense is an unreadable answer', async () => {
  const { client, platform } = shelf()
  platform.trouble('library.books.get', 'nonsense')

  await expect(client.books.get({ params: { bookId } })).rejects.toMatchObject({ code: 'unreadable-answer' })
})
