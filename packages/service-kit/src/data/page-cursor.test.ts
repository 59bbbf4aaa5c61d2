import { InvalidRequest } from '@azora/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { keyset } from './page-cursor.js'

const byTitle = keyset('notes by title', z.object({ title: z.string(), id: z.int() }))
const keyOf = (row: { title: string; id: number }) => row

test('a cursor reads back as what it was written from', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (title, id) => {
      expect(byTitle.read(byTitle.write({ title, id }))).toEqual({ title, id })
    }),
  )
})

test('a cursor that was tampered with is refused, wherever it was', () => {
  const cursor = byTitle.write({ title: 'proofs', id: 7 })
  for (let at = 0; at < cursor.length; at++) {
    const other = cursor[at] === 'A' ? 'B' : 'A'
    const tampered = cursor.slice(0, at) + other + cursor.slice(at + 1)
    expect(() => byTitle.read(tampered)).toThrow(InvalidRequest)
  }
})

test('a cursor of another list, and text that is none, are refused and located', () => {
  const other = keyset('notes by age', z.object({ title: z.string(), id: z.int() }))
  const foreign = other.write({ title: 'a', id: 1 })
  for (const cursor of [foreign, '', '.', 'x', '%%%', '../../etc', 'eyJ9.']) {
    expect(() => byTitle.read(cursor)).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/cursor' })] }),
    )
  }
})

test('a page ends where a row too many begins the next', () => {
  const rows = [1, 2, 3].map(id => ({ title: 't', id }))
  const first = byTitle.page(rows, 2, keyOf)
  expect(first.items).toEqual(rows.slice(0, 2))
  expect(byTitle.read(first.nextCursor ?? undefined)).toEqual({ title: 't', id: 2 })
  expect(byTitle.page(rows, 3, keyOf)).toEqual({ items: rows, nextCursor: null })
  expect(byTitle.page([], 3, keyOf)).toEqual({ items: [], nextCursor: null })
  expect(byTitle.read(undefined)).toBeNull()
})
