import fc from 'fast-check'
import { expect, test } from 'vitest'
import { target } from './url.js'

const text = fc.string({ unit: 'binary', maxLength: 40 })
const segment = text.filter(value => !/^\.{0,2}$/.test(value))

test('whatever stands in a path parameter comes back out of the path', () => {
  fc.assert(
    fc.property(segment, segment, (room, shelf) => {
      const path = target('/v1/shelves/{room}/{shelf}', { params: { room, shelf } })
      const { pathname } = new URL(path, 'http://host')
      expect(pathname.split('/').slice(3).map(decodeURIComponent)).toEqual([room, shelf])
    }),
  )
})

test('whatever stands in a query comes back out of it, in its order', () => {
  fc.assert(
    fc.property(text, fc.array(text, { minLength: 1 }), (q, tag) => {
      const { searchParams } = new URL(target('/v1/books', { query: { q, tag } }), 'http://host')
      expect(searchParams.get('q')).toBe(q)
      expect(searchParams.getAll('tag')).toEqual(tag)
    }),
  )
})

test('what is null, undefined or an empty list is left out', () => {
  expect(target('/v1/books', { query: { q: undefined, cursor: null, tag: [] } })).toBe('/v1/books')
})

test('numbers and booleans are written as their contract reads them', () => {
  expect(target('/v1/shelves/{shelf}', { params: { shelf: 7 }, query: { detailed: false, limit: 0 } })).toBe(
    '/v1/shelves/7?detailed=false&limit=0',
  )
})

test('a parameter that is missing is named', () => {
  expect(() => target('/v1/books/{bookId}', {})).toThrow('`bookId` cannot be empty')
})
