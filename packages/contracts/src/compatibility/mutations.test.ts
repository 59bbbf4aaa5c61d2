import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { adding, altered, extended, getting, lending, lent, without } from '../../test/altered.js'
import { Author, Book, BookLent, BookNotFound, library, NewBook } from '../../test/library.js'
import { type ChangeKind, changesBetween, snapshotOf } from '../compatibility.js'
import type { Contract } from '../contract.js'
import { page } from '../page.js'
import { problem } from '../problem.js'

const { books } = library.routes

type Mutation = [name: string, after: Contract, expected: [ChangeKind, 'breaking' | 'compatible']]

const title = NewBook.shape.title
const listed = books.list.query.shape

const routeMutations: Mutation[] = [
  ['a route goes', without('rename'), ['route-removed', 'breaking']],
  ['a route comes', extended, ['route-added', 'compatible']],
  ['a method changes', altered('rename', { method: 'PUT' }), ['method-changed', 'breaking']],
  ['a path changes', altered('list', { path: '/volumes' }), ['path-changed', 'breaking']],
  ['a parameter is renamed', altered('get', { path: '/books/{id}' }), ['path-changed', 'breaking']],
  [
    'a parameter is read more narrowly',
    altered('get', { params: z.object({ bookId: z.uuidv7() }) }),
    ['pattern-changed', 'breaking'],
  ],
  [
    'a parameter is read more widely',
    altered('get', { params: z.object({ bookId: z.string() }) }),
    ['pattern-changed', 'compatible'],
  ],
  ['a status changes', altered('add', { status: 200 }), ['status-changed', 'breaking']],
  [
    'anyone may call what a user could',
    altered('get', { access: 'public' }),
    ['access-changed', 'compatible'],
  ],
  [
    'any user may call what a role could',
    altered('add', { access: 'user' }),
    ['access-changed', 'compatible'],
  ],
  [
    'only users may call what anyone could',
    altered('list', { access: 'user' }),
    ['access-changed', 'breaking'],
  ],
  [
    'only a role may call what any user could',
    altered('get', { access: 'role:librarian' }),
    ['access-changed', 'breaking'],
  ],
  [
    'it is asked for in other words',
    altered('get', { intent: { phrases: ['show book {bookId}'] } }),
    ['intent-changed', 'compatible'],
  ],
  ['another role is asked for', altered('add', { access: 'role:owner' }), ['access-changed', 'breaking']],
  [
    'only services may call what users could',
    altered('get', { access: 'service' }),
    ['access-changed', 'breaking'],
  ],
  [
    'an idempotency key becomes required',
    altered('add', { idempotency: 'required' }),
    ['idempotency-changed', 'breaking'],
  ],
  [
    'an idempotency key becomes optional',
    altered('lend', { idempotency: 'accepted' }),
    ['idempotency-changed', 'compatible'],
  ],
  [
    'an idempotency key is ignored',
    altered('add', { idempotency: 'ignored' }),
    ['idempotency-changed', 'breaking'],
  ],
  [
    'a version becomes required',
    altered('add', { ifMatch: 'required' }),
    ['precondition-changed', 'breaking'],
  ],
  [
    'a version becomes optional',
    altered('rename', { ifMatch: 'accepted' }),
    ['precondition-changed', 'compatible'],
  ],
  ['an ETag goes', altered('get', { etag: false }), ['etag-changed', 'breaking']],
  ['an ETag comes', altered('list', { etag: true }), ['etag-changed', 'compatible']],
  ['bodies may be smaller only', altered('add', { maxBodyBytes: 1024 }), ['limit-changed', 'breaking']],
  ['bodies may be larger', altered('add', { maxBodyBytes: 1024 ** 2 }), ['limit-changed', 'compatible']],
  [
    'fewer calls are allowed',
    altered('add', { rateLimit: { limit: 1, windowSeconds: 60 } }),
    ['limit-changed', 'compatible'],
  ],
  ['less time is allowed', altered('get', { timeoutMs: 500 }), ['limit-changed', 'compatible']],
  [
    'a problem comes',
    altered('get', { problems: [BookNotFound, BookLent] }),
    ['problem-added', 'compatible'],
  ],
  ['a problem goes', altered('get', { problems: [] }), ['problem-removed', 'breaking']],
  [
    'a problem gets another status',
    altered('get', { problems: [problem('book-not-found', 410, 'Gone')] }),
    ['problem-status-changed', 'breaking'],
  ],
  ['a body is asked for', altered('lend', { body: z.object({}) }), ['body-added', 'breaking']],
  ['a body is no longer looked at', altered('rename', { body: undefined }), ['body-removed', 'breaking']],
  ['an answer goes', altered('get', { returns: undefined, status: 200 }), ['answer-removed', 'breaking']],
  ['an answer comes', altered('lend', { returns: Book, status: 204 }), ['answer-added', 'compatible']],
]

const requestMutations: Mutation[] = [
  ['an optional field comes', adding({ note: z.string().optional() }), ['field-added', 'compatible']],
  ['a field with a default comes', adding({ copies: z.int().default(1) }), ['field-added', 'compatible']],
  ['a required field comes', adding({ note: z.string() }), ['field-added', 'breaking']],
  [
    'a field goes',
    altered('add', { body: NewBook.omit({ tags: true }).meta({ id: 'NewBook2' }) }),
    ['field-removed', 'breaking'],
  ],
  [
    'an optional field becomes required',
    adding({ tags: z.array(z.string()) }),
    ['field-required', 'breaking'],
  ],
  [
    'a required field becomes optional',
    adding({ title: title.optional() }),
    ['field-optional', 'compatible'],
  ],
  ['a field gets another type', adding({ title: z.int() }), ['type-changed', 'breaking']],
  ['a field may be null', adding({ title: title.nullable() }), ['variant-added', 'compatible']],
  ['a longer text is asked for', adding({ title: title.min(3) }), ['bound-tightened', 'breaking']],
  [
    'a longer text is allowed',
    adding({ title: z.string().min(1).max(500) }),
    ['bound-loosened', 'compatible'],
  ],
  [
    'fewer elements are allowed',
    adding({ tags: z.array(z.string()).max(5).default([]) }),
    ['bound-tightened', 'breaking'],
  ],
  ['a pattern is asked for', adding({ title: title.regex(/^[A-Z]/) }), ['pattern-changed', 'breaking']],
  [
    'a default changes',
    adding({ tags: z.array(z.string()).default(['new']) }),
    ['default-changed', 'compatible'],
  ],
  [
    'a query value is no longer taken',
    altered('list', { query: books.list.query.extend({ status: z.enum(['lent']).optional() }) }),
    ['value-removed', 'breaking'],
  ],
  [
    'a further query value is taken',
    altered('list', {
      query: books.list.query.extend({ status: z.enum(['shelved', 'lent', 'lost']).optional() }),
    }),
    ['value-added', 'compatible'],
  ],
  [
    'any query value is taken',
    altered('list', { query: books.list.query.extend({ status: z.string().optional() }) }),
    ['schema-changed', 'compatible'],
  ],
  [
    'a smaller page is allowed only',
    altered('list', { query: z.object({ ...listed, limit: z.int().min(1).max(50).default(20) }) }),
    ['bound-tightened', 'breaking'],
  ],
  [
    'a header becomes required',
    altered('rename', { headers: z.object({ 'x-branch': z.string() }) }),
    ['field-added', 'breaking'],
  ],
  [
    'unknown fields are refused',
    altered('rename', { body: z.strictObject({ title }) }),
    ['schema-changed', 'breaking'],
  ],
]

const answerMutations: Mutation[] = [
  ['a field comes', getting({ pages: z.int() }), ['field-added', 'compatible']],
  [
    'a field goes',
    altered('get', { returns: Book.omit({ tags: true }).meta({ id: 'Book2' }) }),
    ['field-removed', 'breaking'],
  ],
  ['a field may be missing', getting({ title: Book.shape.title.optional() }), ['field-optional', 'breaking']],
  ['a field may be null', getting({ title: Book.shape.title.nullable() }), ['variant-added', 'breaking']],
  ['a nested object may be null', getting({ author: Author.nullable() }), ['variant-added', 'breaking']],
  ['a field gets another type', getting({ title: z.array(z.string()) }), ['type-changed', 'breaking']],
  ['an integer may be any number', getting({ version: z.number() }), ['type-changed', 'breaking']],
  [
    'a further value is answered',
    getting({ status: z.enum(['shelved', 'lent', 'lost']) }),
    ['value-added', 'breaking'],
  ],
  ['a value is no longer answered', getting({ status: z.enum(['lent']) }), ['value-removed', 'compatible']],
  [
    'a longer text is answered',
    getting({ title: z.string().min(1).max(500) }),
    ['bound-loosened', 'breaking'],
  ],
  [
    'only shorter texts are answered',
    getting({ title: z.string().min(1).max(50) }),
    ['bound-tightened', 'compatible'],
  ],
  ['a list becomes a page', altered('list', { returns: z.array(Book) }), ['type-changed', 'breaking']],
  [
    'elements change',
    altered('list', { returns: page(Book.extend({ status: z.string() }).meta({ id: 'Book2' })) }),
    ['schema-changed', 'breaking'],
  ],
]

const eventMutations: Mutation[] = [
  ['an event goes', { ...library, events: {} }, ['event-removed', 'breaking']],
  [
    'an optional field comes',
    lending(lent.extend({ note: z.string().optional() })),
    ['field-added', 'compatible'],
  ],
  [
    'a required field comes, though stored events lack it',
    lending(lent.extend({ note: z.string() })),
    ['field-added', 'breaking'],
  ],
  ['a field goes', lending(lent.omit({ until: true })), ['field-removed', 'breaking']],
  [
    'a field may be missing',
    lending(lent.extend({ until: z.iso.datetime().optional() })),
    ['field-optional', 'breaking'],
  ],
  [
    'a field may be null',
    lending(lent.extend({ until: z.iso.datetime().nullable() })),
    ['variant-added', 'breaking'],
  ],
  ['the version falls', lending(lent, 0), ['event-version-changed', 'breaking']],
  ['the version rises', lending(lent, 2), ['event-version-changed', 'compatible']],
]

const before = snapshotOf(library)

describe.each([
  ['a route', routeMutations],
  ['a request', requestMutations],
  ['an answer', answerMutations],
  ['an event', eventMutations],
])('in %s', (_, mutations) => {
  test.each(mutations)('%s', (_, after, [kind, effect]) => {
    expect(changesBetween(before, snapshotOf(after))).toMatchObject([
      { kind, breaking: effect === 'breaking' },
    ])
  })
})
