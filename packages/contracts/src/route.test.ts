import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { contract } from './contract.js'
import { dataSchemaOf, event } from './event.js'
import { gatewayPath, operation, operationsOf, pathParams, problemsOf, servedPath } from './operation.js'
import { problem } from './problem.js'
import { type RouteOptions, route } from './route.js'

const BookLent = problem('book-lent', 409, 'The book is lent')
const plain = { summary: 'Do it', access: 'public' } as const

const codes = (options: Partial<RouteOptions> = {}) =>
  problemsOf(route.get('/things', { ...plain, ...options })).map(({ code }) => code)

describe('a route', () => {
  test('is its method, its path and what it declares', () => {
    expect(route.delete('/books/{bookId}', plain)).toEqual({
      method: 'DELETE',
      path: '/books/{bookId}',
      ...plain,
    })
  })

  test.each(['get', 'post', 'put', 'patch', 'delete'] as const)('can be made with %s', verb => {
    expect(route[verb]('/books', plain).method).toBe(verb.toUpperCase())
  })
})

describe('an operation', () => {
  test('has every default filled in', () => {
    expect(operation('books', 'remove', route.delete('/books/{bookId}', plain))).toMatchObject({
      id: 'books.remove',
      path: '/v1/books/{bookId}',
      status: 204,
      idempotency: 'ignored',
      ifMatch: undefined,
      etag: false,
      maxBodyBytes: 102_400,
      timeoutMs: 10_000,
    })
  })

  test('answers 200 when it returns something, unless it says otherwise', () => {
    const returns = z.object({})
    expect(operation('a', 'b', route.get('/a', { ...plain, returns })).status).toBe(200)
    expect(operation('a', 'b', route.post('/a', { ...plain, returns, status: 201 })).status).toBe(201)
  })

  test('takes an idempotency key on POST alone, unless it says otherwise', () => {
    const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const
    const looked = verbs.map(verb => operation('a', 'b', route[verb]('/a', plain)).idempotency)
    expect(looked).toEqual(['ignored', 'accepted', 'ignored', 'ignored', 'ignored'])
    expect(operation('a', 'b', route.post('/a', { ...plain, idempotency: 'ignored' })).idempotency).toBe(
      'ignored',
    )
  })

  test('takes path parameters for UUIDs, unless it says otherwise', () => {
    const byId = operation('books', 'get', route.get('/books/{bookId}/pages/{pageId}', plain))
    expect(Object.keys(byId.params.shape)).toEqual(['bookId', 'pageId'])
    expect(byId.params.safeParse({ bookId: 'x', pageId: 'y' }).success).toBe(false)
    const params = z.object({ code: z.string() })
    expect(operation('a', 'b', route.get('/a/{code}', { ...plain, params })).params).toBe(params)
  })

  test('is listed in the order of declaration', () => {
    const library = contract('library', {
      title: 'Library',
      description: 'Lends',
      routes: {
        shelves: { list: route.get('/shelves', plain) },
        books: { list: route.get('/books', plain) },
      },
    })
    expect(operationsOf(library).map(({ id }) => id)).toEqual(['shelves.list', 'books.list'])
  })
})

describe('the problems of a route', () => {
  const everywhere = [
    'invalid-request',
    'rate-limited',
    'internal-error',
    'service-unavailable',
    'deadline-exceeded',
  ]

  test('are few for a public read', () => {
    expect(codes()).toEqual(everywhere)
  })

  test('begin with its own', () => {
    expect(codes({ problems: [BookLent] })[0]).toBe('book-lent')
  })

  test.each([
    ['a body', { body: z.object({}) }, ['malformed-json', 'payload-too-large', 'unsupported-media-type']],
    ['an access rule', { access: 'user' }, ['unauthenticated', 'forbidden']],
    ['a possible If-Match', { ifMatch: 'accepted' }, ['precondition-failed']],
    ['a required If-Match', { ifMatch: 'required' }, ['precondition-failed', 'precondition-required']],
    ['a possible key', { idempotency: 'accepted' }, ['idempotency-key-reused', 'idempotency-in-progress']],
    [
      'a required key',
      { idempotency: 'required' },
      ['idempotency-key-required', 'idempotency-key-reused', 'idempotency-in-progress'],
    ],
  ] satisfies [string, Partial<RouteOptions>, string[]][])(
    'grow by those that %s implies',
    (_, options, added) => {
      expect(codes(options).filter(code => !everywhere.includes(code))).toEqual(added)
    },
  )
})

describe('paths', () => {
  test('are versioned where a service serves them, except below /.well-known/', () => {
    expect(servedPath('/books')).toBe('/v1/books')
    expect(servedPath('/.well-known/jwks.json')).toBe('/.well-known/jwks.json')
  })

  test('carry the name of the service at the gateway, except below /.well-known/', () => {
    expect(gatewayPath('library', '/v1/books')).toBe('/library/v1/books')
    expect(gatewayPath('auth', '/.well-known/jwks.json')).toBe('/.well-known/jwks.json')
  })

  test('name their parameters in order', () => {
    expect(pathParams('/books/{bookId}/pages/{pageId}')).toEqual(['bookId', 'pageId'])
    expect(pathParams('/books')).toEqual([])
  })
})

describe('a contract and an event', () => {
  test('begin at version 1', () => {
    const empty = contract('empty', { title: 'Empty', description: 'Nothing', routes: {} })
    expect(empty).toMatchObject({ name: 'empty', version: '1.0.0', events: {} })
    const lent = event('book.lent', {
      summary: 'Lent',
      data: z.object({ id: z.string() }),
      subject: ({ id }) => id,
    })
    expect(lent.version).toBe(1)
    expect(dataSchemaOf(lent)).toBe('https://azora.dev/events/book.lent/v1')
    expect(lent.subject({ id: '7' })).toBe('7')
  })
})
