import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { library } from '../test/library.js'
import { contract } from './contract.js'
import { openApiOf, platformOpenApi } from './openapi.js'
import { platform } from './platform.js'
import { route } from './route.js'

const document = openApiOf(library)
const lend = document.paths['/v1/books/{bookId}/lend']?.post
const list = document.paths['/v1/books']?.get

/** A service with one public route that returns `schema`. */
const returning = (name: string, schema: z.ZodType) =>
  contract(name, {
    title: name,
    description: name,
    routes: { items: { get: route.get('/items', { summary: 'Get', access: 'public', returns: schema }) } },
  })

async function faults(candidate: object) {
  const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(candidate)))
  return valid ? [] : errors
}

describe('the document of a service', () => {
  test('is valid OpenAPI 3.1', async () => {
    expect(await faults(document)).toEqual([])
  })

  test('would be refused with an operation that has no responses', async () => {
    const broken = { ...document, paths: { '/v1/books': { get: { responses: 'none' } } } }
    expect(await faults(broken)).not.toEqual([])
  })

  test('has one operation per route, named as in the contract', () => {
    const ids = Object.values(document.paths).flatMap(item => Object.values(item).map(op => op.operationId))
    expect(ids.toSorted()).toEqual([
      'books.add',
      'books.get',
      'books.lend',
      'books.list',
      'books.rename',
      'shelves.keys',
      'shelves.sync',
    ])
  })

  test('keeps well-known paths at the root and versions all others', () => {
    expect(Object.keys(document.paths)).toContain('/.well-known/shelves.json')
    expect(Object.keys(document.paths)).toContain('/v1/shelves/{code}')
  })

  test('lists query fields as optional parameters, with their defaults and bounds', () => {
    expect(list?.parameters).toContainEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { default: 20, type: 'integer', minimum: 1, maximum: 100 },
    })
  })

  test('requires every path parameter, and the headers a route declares', () => {
    expect(lend?.parameters).toMatchObject([
      { name: 'bookId', in: 'path', required: true, schema: { format: 'uuid' } },
      { name: 'x-branch', in: 'header', required: true },
      { $ref: '#/components/parameters/idempotencyKeyRequired' },
    ])
  })

  test('groups problems of one status into one response with an example of each', () => {
    const reference = '#/components/responses/book-lent.idempotency-in-progress'
    expect(lend?.responses[409]).toEqual({ $ref: reference })
    const response = document.components.responses['book-lent.idempotency-in-progress']
    expect(Object.keys(response?.content?.['application/problem+json']?.examples ?? {})).toEqual([
      'book-lent',
      'idempotency-in-progress',
    ])
  })

  test('answers 204 without content where nothing is returned', () => {
    expect(lend?.responses[204]).toMatchObject({ description: 'Done; there is nothing to return.' })
    expect(lend?.responses[204]).not.toHaveProperty('content')
  })

  test('names the role or permission a token must carry', () => {
    expect(document.paths['/v1/books']?.post?.security).toEqual([{ user: ['role:librarian'] }])
    expect(list?.security).toEqual([{}, { user: [] }])
    expect(document.paths['/v1/shelves/{code}']?.put?.security).toEqual([{ service: [] }])
  })

  test('carries ETag and 304 on a route that sends one', () => {
    const get = document.paths['/v1/books/{bookId}']?.get
    expect(get?.responses).toHaveProperty('304')
    expect(get?.responses[200]).toHaveProperty('headers.etag')
  })

  test('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      match => match[1] ?? '',
    )
    const missing = references.filter(
      path =>
        path
          .split('/')
          .reduce<unknown>(
            (part, key) => (part instanceof Object ? Reflect.get(part, key) : undefined),
            document,
          ) === undefined,
    )
    expect(missing).toEqual([])
  })
})

describe('schemas with an id', () => {
  const { schemas } = document.components

  test('become components once', () => {
    expect(Object.keys(schemas)).toEqual(['Author', 'Book', 'NewBook', 'Problem', 'Fault'])
  })

  test('keep description and examples of their fields', () => {
    expect(schemas.Book?.properties?.title).toMatchObject({ description: 'As printed', examples: ['Emma'] })
  })

  test('are split where what is sent differs from what is answered', () => {
    const Item = z.object({ size: z.int().default(1) }).meta({ id: 'Item' })
    const both = contract('both', {
      title: 'Both',
      description: 'Both',
      routes: {
        items: { put: route.put('/items', { summary: 'Put', access: 'user', body: Item, returns: Item }) },
      },
    })
    const { paths, components } = openApiOf(both)
    expect(paths['/v1/items']?.put?.requestBody?.content['application/json']?.schema.$ref).toMatch(
      /ItemInput$/,
    )
    expect(components.schemas.ItemInput?.required).toBeUndefined()
    expect(components.schemas.Item?.required).toEqual(['size'])
  })

  test('may refer to themselves', async () => {
    const Tree = z
      .object({
        name: z.string(),
        get children() {
          return z.array(Tree)
        },
      })
      .meta({ id: 'Tree' })
    const tree = openApiOf(returning('forest', Tree))
    expect(tree.components.schemas.Tree?.properties?.children).toMatchObject({
      items: { $ref: '#/components/schemas/Tree' },
    })
    expect(await faults(tree)).toEqual([])
  })

  test('are refused when two different ones share an id', () => {
    const [One, Two] = [z.object({ a: z.string() }).meta({ id: 'Twin' }), z.object({ b: z.int() })]
    const twins = contract('twins', {
      title: 'Twins',
      description: 'Twins',
      routes: {
        items: {
          one: route.get('/one', { summary: 'One', access: 'public', returns: One }),
          two: route.get('/two', {
            summary: 'Two',
            access: 'public',
            returns: z.array(Two.meta({ id: 'Twin' })),
          }),
        },
      },
    })
    expect(() => openApiOf(twins)).toThrow('items.two: returns: another schema already has the id Twin')
  })

  test('without a JSON form are refused with their place', () => {
    expect(() => openApiOf(returning('maps', z.map(z.string(), z.string())))).toThrow(
      /^items\.get: returns has no JSON form/,
    )
  })
})

describe('the document of the platform', () => {
  test('is valid OpenAPI 3.1', async () => {
    expect(await faults(platformOpenApi([...platform, library]))).toEqual([])
  })

  test('prefixes paths, operation ids and tags by service', () => {
    const { paths, tags } = platformOpenApi([library])
    expect(paths['/library/v1/books']?.get).toMatchObject({
      operationId: 'library.books.list',
      tags: ['library.books'],
    })
    expect(paths).toHaveProperty(['/.well-known/shelves.json'])
    expect(tags.map(tag => tag.name)).toEqual(['library.books', 'library.shelves'])
  })

  test('shares a schema that services agree on and renames one they do not, with all that refers to it', () => {
    const Shared = z.object({ ok: z.boolean() }).meta({ id: 'Shared' })
    const session = (field: z.ZodType) => z.object({ field }).meta({ id: 'Session' })
    const holder = (field: z.ZodType) =>
      z.object({ session: session(field), shared: Shared }).meta({ id: 'Holder' })
    const { components, paths } = platformOpenApi([
      returning('auth', holder(z.string())),
      returning('order-desk', holder(z.int())),
    ])
    expect(Object.keys(components.schemas)).toEqual([
      'AuthHolder',
      'AuthSession',
      'OrderDeskHolder',
      'OrderDeskSession',
      'Shared',
      'Problem',
      'Fault',
    ])
    expect(components.schemas.AuthHolder?.properties?.session).toEqual({
      $ref: '#/components/schemas/AuthSession',
    })
    expect(JSON.stringify(paths['/order-desk/v1/items'])).toContain('#/components/schemas/OrderDeskHolder')
  })

  test('names the servers it was given', () => {
    const servers = [{ url: 'https://api.example.org' }]
    expect(platformOpenApi([library], { servers })).toMatchObject({ servers, info: { title: 'Azora' } })
  })
})
