import * as z from 'zod'
import { contract } from '../src/contract.js'
import { event } from '../src/event.js'
import { PageQuery, page } from '../src/page.js'
import { problem } from '../src/problem.js'
import { route } from '../src/route.js'

export const BookNotFound = problem('book-not-found', 404, 'There is no such book')
export const BookLent = problem('book-lent', 409, 'The book is lent')

export const Author = z.object({ name: z.string().min(1), born: z.int().nullable() }).meta({ id: 'Author' })

export const Book = z
  .object({
    id: z.uuid(),
    title: z
      .string()
      .min(1)
      .max(200)
      .meta({ description: 'As printed', examples: ['Emma'] }),
    status: z.enum(['shelved', 'lent']),
    author: Author,
    tags: z.array(z.string()).default([]),
    addedAt: z.iso.datetime(),
    version: z.int(),
  })
  .meta({ id: 'Book' })

export const NewBook = z
  .object({ title: Book.shape.title, author: Author, tags: z.array(z.string()).default([]) })
  .meta({ id: 'NewBook' })

export const BookLentOut = event('book.lent', {
  summary: 'A book was lent',
  data: z.object({ bookId: z.uuid(), until: z.iso.datetime() }),
  subject: data => data.bookId,
})

/** A small contract that has one of everything. */
export const library = contract('library', {
  title: 'Library',
  description: 'Lends books.',
  routes: {
    books: {
      list: route.get('/books', {
        summary: 'List books',
        access: 'public',
        query: PageQuery.extend({
          status: Book.shape.status.optional(),
          tag: z.array(z.string()).optional(),
        }),
        returns: page(Book),
        cache: { maxAgeSeconds: 60 },
      }),
      get: route.get('/books/{bookId}', {
        summary: 'Get a book',
        access: 'user',
        returns: Book,
        etag: true,
        problems: [BookNotFound],
      }),
      add: route.post('/books', {
        summary: 'Add a book',
        access: 'role:librarian',
        body: NewBook,
        returns: Book,
        status: 201,
        rateLimit: { limit: 10, windowSeconds: 60 },
      }),
      rename: route.patch('/books/{bookId}', {
        summary: 'Rename a book',
        access: 'permission:book:write',
        body: z.object({ title: Book.shape.title }),
        returns: Book,
        ifMatch: 'required',
        problems: [BookNotFound],
      }),
      lend: route.post('/books/{bookId}/lend', {
        summary: 'Lend a book',
        description: 'The fee is taken at once.',
        access: 'user',
        headers: z.object({ 'x-branch': z.string().min(1) }),
        idempotency: 'required',
        problems: [BookNotFound, BookLent],
      }),
    },
    shelves: {
      sync: route.put('/shelves/{code}', {
        summary: 'Synchronize a shelf',
        access: 'service',
        params: z.object({ code: z.string().regex(/^[A-Z]\d+$/) }),
        body: z.array(NewBook),
        returns: z.array(Book),
      }),
      keys: route.get('/.well-known/shelves.json', {
        summary: 'Show shelf keys',
        access: 'public',
        returns: z.object({ keys: z.array(z.string()) }),
      }),
    },
  },
  events: { BookLentOut },
})
