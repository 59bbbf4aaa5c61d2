import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { declaredIntent, snapshotOf } from './compatibility.js'
import { contract } from './contract.js'
import { phraseParts } from './intent.js'
import { openApiOf } from './openapi.js'
import { operation } from './operation.js'
import { type Route, type RouteOptions, route } from './route.js'

const plain = { summary: 'Lend a book', access: 'user' } as const

/** Whatever the compiler would say of its phrases: contracts in plain JavaScript are checked too. */
const lend = (phrase: string, options: Partial<RouteOptions> = {}): Route =>
  route.post('/books/{bookId}/loans', {
    ...plain,
    ...options,
    intent: { phrases: [phrase] },
  })

const library = (lending: Route) =>
  contract('library', { title: 'Library', description: 'Lends.', routes: { books: { lend: lending } } })

const days = z.object({ days: z.int().min(1).default(14), note: z.string().optional() })

describe('what people can ask for', () => {
  test('is told with the fields its phrases name, each with what it takes', () => {
    const lending = lend('lend me {bookId} for {days} days', { body: days })
    expect(declaredIntent(operation('books', 'lend', lending))).toEqual({
      phrases: ['lend me {bookId} for {days} days'],
      hasBody: true,
      slots: {
        bookId: { in: 'params', required: true, schema: expect.objectContaining({ format: 'uuid' }) },
        days: {
          in: 'body',
          required: false,
          schema: expect.objectContaining({ type: 'integer', minimum: 1 }),
        },
      },
    })
  })

  test('stands in the snapshot and in the OpenAPI document', () => {
    const declared = library(lend('lend me {bookId}'))
    expect(snapshotOf(declared).operations['books.lend']).toMatchObject({ phrases: ['lend me {bookId}'] })
    const path = openApiOf(declared).paths['/v1/books/{bookId}/loans']
    expect(path?.post?.['x-azora']).toMatchObject({ phrases: ['lend me {bookId}'] })
  })

  test('is nothing where no phrase is declared', () => {
    const silent = route.get('/books', plain)
    expect(declaredIntent(operation('books', 'list', silent))).toBeUndefined()
    expect(snapshotOf(library(silent)).operations['books.lend']).not.toHaveProperty('phrases')
  })
})

test('a phrase is words and fields', () => {
  expect(phraseParts(' lend  me {bookId} ')).toEqual([{ word: 'lend' }, { word: 'me' }, { slot: 'bookId' }])
})

describe('a declaration is refused', () => {
  const secret = z.object({ title: z.string(), card: z.object({ apiKey: z.string() }).optional() })
  const listed = z.object({ days: z.array(z.int()).default([]) })

  test.each<[because: string, Route]>([
    ['names shelf, which it does not have', lend('lend me {bookId} from {shelf}')],
    ['leaves out bookId', lend('lend me a book')],
    ['leaves out days', lend('lend me {bookId}', { body: z.object({ days: z.int() }) })],
    ['names days, which is no plain value', lend('lend me {bookId} for {days}', { body: listed })],
    ['has no words', lend('{bookId}')],
    ['names a field twice', lend('lend me {bookId} or {bookId}')],
    ['has no word between two fields', lend('lend {bookId} {days}', { body: days })],
    ['has a brace within a word', lend('lend me {bookId} for {days}.', { body: days })],
    ['apiKey is a secret', lend('lend me {bookId}', { body: secret.partial() })],
    ['apiKey is a secret', lend('lend me {bookId}', { returns: z.object({ items: z.array(secret) }) })],
    ['it is for services', lend('lend me {bookId}', { access: 'service' })],
    ['it wants the version that was read', lend('lend me {bookId}', { ifMatch: 'required' })],
    ['it looks at no Idempotency-Key', lend('lend me {bookId}', { idempotency: 'ignored' })],
    ['its body is no object', lend('lend me {bookId}', { body: z.string() })],
    [
      'two of its fields have one name',
      lend('lend me {bookId}', { query: z.object({ bookId: z.string() }) }),
    ],
  ])('because: %s', (because, lending) => {
    expect(() => library(lending)).toThrow(because)
    expect(() => library(lending)).toThrow('library.books.lend cannot be asked for in words')
  })
})
