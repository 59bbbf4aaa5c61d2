import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { PageQuery } from './page.js'
import { readerOf } from './text-values.js'

const read = readerOf(
  z.object({
    limit: z.int().min(1).default(20),
    ratio: z.number().nullish(),
    archived: z.boolean().optional(),
    name: z.string(),
    tags: z.array(z.string()),
    levels: z.array(z.int()).optional(),
    since: z.iso.datetime().optional(),
  }),
)

describe('reading text by the types of a schema', () => {
  test('reads numbers where numbers are declared, however wrapped', () => {
    expect(read({ limit: '20', ratio: '-0.5' })).toEqual({ limit: 20, ratio: -0.5 })
  })

  test('reads booleans where booleans are declared', () => {
    expect(read({ archived: 'true' })).toEqual({ archived: true })
    expect(read({ archived: 'false' })).toEqual({ archived: false })
  })

  test('leaves digits alone where text is declared', () => {
    expect(read({ name: '007' })).toEqual({ name: '007' })
  })

  test('reads one value as a list where a list is declared', () => {
    expect(read({ tags: 'a', levels: '7' })).toEqual({ tags: ['a'], levels: [7] })
  })

  test('reads each of repeated values', () => {
    expect(read({ tags: ['a', 'b'], levels: ['7', '8'] })).toEqual({ tags: ['a', 'b'], levels: [7, 8] })
  })

  test.each(['', ' ', ' 1', 'ten', '1,5', '1.', '.5', '0x10', '+1', 'NaN', 'Infinity', '1e999'])(
    'leaves %j as it is, for the schema to refuse as a number',
    limit => {
      expect(read({ limit })).toEqual({ limit })
    },
  )

  test.each(['yes', '1', 'TRUE', ''])(
    'leaves %j as it is, for the schema to refuse as a boolean',
    archived => {
      expect(read({ archived })).toEqual({ archived })
    },
  )

  test('keeps a repeated value for the schema to refuse where one is declared', () => {
    expect(read({ name: ['a', 'b'], limit: ['1', '2'] })).toEqual({ name: ['a', 'b'], limit: ['1', '2'] })
  })

  test('leaves out what is absent, so that defaults apply', () => {
    expect(PageQuery.parse(readerOf(PageQuery)({ limit: undefined }))).toEqual({ limit: 20 })
  })

  test('keeps names the schema does not know, for the schema to judge', () => {
    expect(read({ unknown: '1' })).toEqual({ unknown: '1' })
  })

  test('takes every integer back from its text', () => {
    fc.assert(
      fc.property(fc.integer(), limit => {
        expect(read({ limit: String(limit) })).toEqual({ limit })
      }),
    )
  })

  test('takes a value named __proto__ for a value', () => {
    const result = read(JSON.parse('{"__proto__": ["x"], "name": "a"}'))
    expect(Object.keys(result)).toEqual(['__proto__', 'name'])
    expect(result).not.toBeInstanceOf(Array)
  })
})
