import type * as z from 'zod'
import type { Contract, Routes } from '../src/contract.js'
import { event } from '../src/event.js'
import { type Route, type RouteOptions, route } from '../src/route.js'
import { Book, BookLentOut, library, NewBook } from './library.js'

const routes: Routes = library.routes
const { books } = library.routes

/** The library with one operation altered. */
export function altered(name: keyof typeof books, options: Partial<RouteOptions> & Partial<Route>): Contract {
  return { ...library, routes: { ...routes, books: { ...books, [name]: { ...books[name], ...options } } } }
}

/** The library without one operation. */
export function without(name: keyof typeof books): Contract {
  const { [name]: _, ...others } = books
  return { ...library, routes: { ...routes, books: others } }
}

/** The library with other fields in the body of `books.add`. */
export const adding = (fields: z.ZodRawShape) =>
  altered('add', { body: NewBook.extend(fields).meta({ id: 'NewBook2' }) })
/** The library with other fields in the answer of `books.get`. */
export const getting = (fields: z.ZodRawShape) =>
  altered('get', { returns: Book.extend(fields).meta({ id: 'Book2' }) })
/** The library with other data in its event, and what makes earlier data into it. */
export const lending = (data: z.ZodType, version = 1): Contract => {
  const upcasters = { 1: (old: unknown) => old, 2: (old: unknown) => old }
  const options = { summary: 'Lent', version, upcasters, data, subject: () => 'x' }
  return { ...library, events: { BookLentOut: event('book.lent', options) } }
}
export const lent = BookLentOut.data

/** The library with one operation more. */
export const extended: Contract = {
  ...library,
  routes: { ...routes, loans: { list: route.get('/loans', { summary: 'List loans', access: 'user' }) } },
}
