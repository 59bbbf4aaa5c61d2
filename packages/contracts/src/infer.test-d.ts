import { expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import type { Contract } from './contract.js'
import { contract } from './contract.js'
import { event } from './event.js'
import type { BodyOf, CallOf, HeadersOf, ParamsOf, QueryOf, ReturnsOf } from './infer.js'
import { PageQuery } from './page.js'
import { type Problem, type ProblemClass, problem } from './problem.js'
import { type PathParam, type Route, route } from './route.js'

const access = 'public'
const list = route.get('/books', { summary: 'List', access, query: PageQuery, returns: z.array(z.string()) })
const page = route.get('/books/{bookId}/pages/{number}', {
  summary: 'Read',
  access,
  params: z.object({ bookId: z.uuid(), number: z.int() }),
})
const add = route.post('/books', {
  summary: 'Add',
  access,
  headers: z.object({ 'x-branch': z.string() }),
  body: z.object({ title: z.string(), copies: z.int().default(1) }),
  returns: z.object({ id: z.string() }),
})
const remove = route.delete('/books/{bookId}', { summary: 'Remove', access })

test('a path names its parameters', () => {
  expectTypeOf<PathParam<'/books/{bookId}/pages/{pageId}'>>().toEqualTypeOf<'bookId' | 'pageId'>()
  expectTypeOf<PathParam<'/books'>>().toEqualTypeOf<never>()
})

test('a route keeps its method and path as literals', () => {
  expectTypeOf(add.method).toEqualTypeOf<'POST'>()
  expectTypeOf(remove.path).toEqualTypeOf<'/books/{bookId}'>()
})

test('a handler receives values with their defaults filled in', () => {
  expectTypeOf<QueryOf<typeof list>>().toEqualTypeOf<{ limit: number; cursor?: string | undefined }>()
  expectTypeOf<BodyOf<typeof add>>().toEqualTypeOf<{ title: string; copies: number }>()
  expectTypeOf<HeadersOf<typeof add>>().toEqualTypeOf<{ 'x-branch': string }>()
})

test('a handler receives path parameters as text unless the route says otherwise', () => {
  expectTypeOf<ParamsOf<typeof remove>>().toEqualTypeOf<{ bookId: string }>()
  expectTypeOf<ParamsOf<typeof page>>().toEqualTypeOf<{ bookId: string; number: number }>()
})

test('what a route does not declare is undefined', () => {
  expectTypeOf<QueryOf<typeof remove>>().toEqualTypeOf<undefined>()
  expectTypeOf<BodyOf<typeof remove>>().toEqualTypeOf<undefined>()
  expectTypeOf<HeadersOf<typeof remove>>().toEqualTypeOf<undefined>()
  expectTypeOf<ReturnsOf<typeof remove>>().toEqualTypeOf<undefined>()
})

test('a caller passes what has no default', () => {
  expectTypeOf<CallOf<typeof add>>().toEqualTypeOf<{
    body: { title: string; copies?: number | undefined }
    headers: { 'x-branch': string }
  }>()
  expectTypeOf<CallOf<typeof remove>>().toEqualTypeOf<{ params: { bookId: string } }>()
})

test('a part of which everything is optional may be left out', () => {
  expectTypeOf<CallOf<typeof list>>().toEqualTypeOf<{
    query?: { limit?: number | undefined; cursor?: string | undefined }
  }>()
})

test('a body that is a list or a union is still asked for', () => {
  const replace = route.put('/books', { summary: 'Replace', access, body: z.array(z.string()) })
  expectTypeOf<CallOf<typeof replace>>().toEqualTypeOf<{ body: string[] }>()
})

test('any route is a Route, any contract a Contract', () => {
  expectTypeOf(add).toExtend<Route>()
  const library = contract('library', {
    title: 'Library',
    description: 'Lends',
    routes: { books: { list, add, remove } },
    events: {
      Lent: event('book.lent', {
        summary: 'Lent',
        data: z.object({ id: z.string() }),
        subject: data => data.id,
      }),
    },
  })
  expectTypeOf(library).toExtend<Contract>()
  expectTypeOf(library.name).toEqualTypeOf<'library'>()
  expectTypeOf(library.events.Lent.type).toEqualTypeOf<'book.lent'>()
  expectTypeOf(library.routes.books.add).toEqualTypeOf<typeof add>()
})

test('a path begins with a slash, an access rule has one of the known forms', () => {
  // @ts-expect-error no slash
  route.get('books', { summary: 'List', access })
  // @ts-expect-error no such rule
  route.get('/books', { summary: 'List', access: 'admin' })
  expectTypeOf(route.get('/books', { summary: 'List', access: 'role:admin' })).toExtend<Route>()
  expectTypeOf(route.get('/books', { summary: 'List', access: 'permission:book:read' })).toExtend<Route>()
})

test('instanceof narrows to a problem with its code on the class', () => {
  const BookLent = problem('book-lent', 409, 'Lent')
  expectTypeOf(BookLent).toEqualTypeOf<ProblemClass<'book-lent'>>()
  const error: unknown = new BookLent()
  if (error instanceof BookLent) expectTypeOf(error).toEqualTypeOf<Problem>()
})

test('a phrase names fields of its route alone', () => {
  const lend = {
    summary: 'Lend',
    access,
    body: z.object({ days: z.int() }),
    query: z.object({ branch: z.string() }),
  } as const
  const phrases = ['lend me {bookId} for {days} days from {branch}', 'lend'] as const
  expectTypeOf(route.post('/books/{bookId}', { ...lend, intent: { phrases } }).intent.phrases).toEqualTypeOf(
    phrases,
  )
  // @ts-expect-error -- it has no shelf
  route.post('/books/{bookId}', { ...lend, intent: { phrases: ['lend me {bookId} from {shelf}'] } })
  // @ts-expect-error -- without a body it has no title
  route.get('/books/{bookId}', { summary: 'Show', access, intent: { phrases: ['show {title}'] } })
})
