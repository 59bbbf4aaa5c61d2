import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { PageQuery, page } from './page.js'

describe('asking for a page', () => {
  test('takes 20 items from the beginning unless told otherwise', () => {
    expect(PageQuery.parse({})).toEqual({ limit: 20 })
  })

  test.each([0, 101, 1.5, '20'])('refuses a limit of %j', limit => {
    expect(PageQuery.safeParse({ limit }).success).toBe(false)
  })

  test.each([1, 100])('accepts a limit of %i', limit => {
    expect(PageQuery.parse({ limit })).toEqual({ limit })
  })

  test.each(['', 'x'.repeat(513)])('refuses a cursor of impossible length', cursor => {
    expect(PageQuery.safeParse({ cursor }).success).toBe(false)
  })
})

describe('a page', () => {
  const Numbers = page(z.int())

  test('has items and the cursor of the next page', () => {
    expect(Numbers.parse({ items: [1, 2], nextCursor: 'abc' })).toEqual({ items: [1, 2], nextCursor: 'abc' })
  })

  test('says by null that it is the last', () => {
    expect(Numbers.safeParse({ items: [], nextCursor: null }).success).toBe(true)
    expect(Numbers.safeParse({ items: [] }).success).toBe(false)
  })

  test('refuses items of another kind', () => {
    expect(Numbers.safeParse({ items: ['1'], nextCursor: null }).success).toBe(false)
  })
})
