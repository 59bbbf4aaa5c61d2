import { expect, test } from 'vitest'
import { book } from '../../test/fixtures/books.js'
import { type Book, library } from '../../test/fixtures/library.js'
import { json, refuse, serving } from '../../test/fixtures/server.js'
import { createClient } from '../client.js'

const shelf = (count: number) =>
  Array.from({ length: count }, (_, n) => book({ title: `Book ${n}`, version: n }))

/** Serves books a page at a time; the cursor is the version of the last one seen. */
const paged = (books: Book[], beforeEach: (n: number) => void = () => {}) =>
  serving(({ url }, response, n) => {
    beforeEach(n)
    const query = new URL(url, 'http://local').searchParams
    const after = Number(query.get('cursor') ?? -1)
    const items = books.filter(({ version }) => version > after).slice(0, Number(query.get('limit') ?? 20))
    const last = items.at(-1)?.version ?? after
    json(response, 200, { items, nextCursor: last < (books.at(-1)?.version ?? 0) ? String(last) : null })
  })

test('awaiting a list gives its first page', async () => {
  await using server = await paged(shelf(3))

  const { items, nextCursor } = await createClient(library, { baseUrl: server.url }).books.list({
    query: { limit: 2 },
  })

  expect(items.map(({ version }) => version)).toEqual([0, 1])
  expect(nextCursor).toBe('1')
})

test('ten thousand items are walked without a gap or a repeat while others are added', async () => {
  const books = shelf(10_000)
  await using server = await paged(books, n => void (n <= 50 && books.push(book({ version: 9_999 + n }))))
  const seen: number[] = []

  for await (const { version } of createClient(library, { baseUrl: server.url }).books.list({
    query: { limit: 100 },
  })) {
    seen.push(version)
  }

  expect(seen).toEqual(Array.from({ length: 10_050 }, (_, n) => n))
})

test('pages are asked for one by one, with the query of the first', async () => {
  await using server = await paged(shelf(5))
  const sizes: number[] = []

  const list = createClient(library, { baseUrl: server.url }).books.list({
    query: { limit: 2, status: 'lent' },
  })
  for await (const { items } of list.pages()) sizes.push(items.length)

  expect(sizes).toEqual([2, 2, 1])
  expect(server.arrived.map(({ url }) => url)).toEqual([
    '/v1/books?limit=2&status=lent',
    '/v1/books?limit=2&status=lent&cursor=1',
    '/v1/books?limit=2&status=lent&cursor=3',
  ])
})

test('whoever stops early causes no further request', async () => {
  await using server = await paged(shelf(100))

  for await (const { version } of createClient(library, { baseUrl: server.url }).books.list())
    if (version === 5) break

  expect(server.arrived).toHaveLength(1)
})

test('a failure on a later page is thrown by the loop', async () => {
  await using server = await serving((_, response, n) =>
    n === 1
      ? json(response, 200, { items: shelf(1), nextCursor: 'next' })
      : refuse(response, 403, 'forbidden'),
  )
  const seen: Book[] = []
  const walk = async () => {
    for await (const one of createClient(library, { baseUrl: server.url }).books.list()) seen.push(one)
  }

  await expect(walk()).rejects.toMatchObject({ code: 'forbidden' })
  expect(seen).toHaveLength(1)
})

test('a cursor that leads to itself ends in an error, not in an endless loop', async () => {
  await using server = await serving((_, response) => json(response, 200, { items: [], nextCursor: 'again' }))
  const walk = async () => {
    for await (const _ of createClient(library, { baseUrl: server.url }).books.list()) continue
  }

  await expect(walk()).rejects.toMatchObject({ code: 'unreadable-answer' })
})
