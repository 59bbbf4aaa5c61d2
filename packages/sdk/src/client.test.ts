import { expect, test } from 'vitest'
import { book } from '../test/fixtures/books.js'
import { BookNotFound, library } from '../test/fixtures/library.js'
import { json, refuse, serving } from '../test/fixtures/server.js'
import { createClient } from './client.js'

const { id: bookId } = book()

test('path, query, headers and body go where the contract puts them', async () => {
  await using server = await serving((_, response) => json(response, 200, { books: [] }))
  const client = createClient(library, { baseUrl: server.url })

  await client.books.shelves({
    params: { room: 'north', shelf: 7 },
    query: { detailed: true },
    headers: { 'x-reader': 'ada' },
  })

  expect(server.arrived).toMatchObject([
    { method: 'GET', url: '/v1/shelves/north/7?detailed=true', headers: { 'x-reader': 'ada' } },
  ])
})

test('lists in a query are repeated, and what is undefined is left out', async () => {
  await using server = await serving((_, response) => json(response, 200, { items: [], nextCursor: null }))
  const client = createClient(library, { baseUrl: `${server.url}/` })

  await client.books.list({ query: { tag: ['a b', 'c&d'], status: undefined } })

  expect(server.arrived[0]?.url).toBe('/v1/books?tag=a+b&tag=c%26d')
})

test('a body travels as JSON', async () => {
  await using server = await serving((_, response) => json(response, 201, book()))

  const created = await createClient(library, { baseUrl: server.url }).books.create({
    body: { title: 'Proofs' },
  })

  expect(created).toEqual(book())
  expect(server.arrived).toMatchObject([
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"title":"Proofs"}' },
  ])
})

test('a route without an answer gives undefined', async () => {
  await using server = await serving((_, response) => response.writeHead(204).end())

  expect(
    await createClient(library, { baseUrl: server.url }).books.remove({ params: { bookId } }),
  ).toBeUndefined()
})

test('well-known paths stand at the root', async () => {
  await using server = await serving((_, response) => json(response, 200, { keys: [] }))

  await createClient(library, { baseUrl: server.url }).cards.jwks()

  expect(server.arrived[0]?.url).toBe('/.well-known/jwks.json')
})

test('a declared problem is caught by its class', async () => {
  await using server = await serving((_, response) => refuse(response, 404, 'book-not-found'))

  await expect(
    createClient(library, { baseUrl: server.url }).books.get({ params: { bookId } }),
  ).rejects.toBeInstanceOf(BookNotFound)
})

test.each(['', '.', '..'])('a path parameter %j, which would lead elsewhere, is refused', async wrong => {
  const client = createClient(library, { baseUrl: 'http://127.0.0.1:1' })

  await expect(client.books.get({ params: { bookId: wrong } })).rejects.toBeInstanceOf(TypeError)
})

test('a slash in a path parameter stays in its segment', async () => {
  await using server = await serving((_, response) => json(response, 200, book()))

  await createClient(library, { baseUrl: server.url }).books.get({ params: { bookId: '../cards' } })

  expect(server.arrived[0]?.url).toBe('/v1/books/..%2Fcards')
})
