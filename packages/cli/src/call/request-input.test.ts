import { operation, route } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { UserError } from '../exit.js'
import { fieldFlags } from './field-flags.js'
import { requestOf } from './request-input.js'

const add = operation(
  'books',
  'add',
  route.post('/shelves/{shelfId}/books', {
    summary: 'Add a book',
    access: 'user',
    query: z.object({ notify: z.boolean().default(false) }),
    body: z.strictObject({
      title: z.string().min(1),
      pages: z.int().min(1).nullable(),
      tags: z.array(z.string()).default([]),
      data: z.string().optional(),
      author: z.object({ name: z.string() }).optional(),
    }),
  }),
)

const SHELF = '019c7a00-0000-7000-8000-000000000001'
const fields = new Map((['query', 'headers', 'body'] as const).flatMap(part => fieldFlags(part, add[part])))

function request(input: Record<string, unknown>, data?: unknown) {
  return requestOf(add, { input: { shelfId: SHELF, ...input }, fields, data })
}

function faults(input: Record<string, unknown>, data?: unknown): readonly string[] {
  try {
    request(input, data)
  } catch (error) {
    if (error instanceof UserError) return error.faults
    throw error
  }
  return []
}

describe('what is typed', () => {
  test('is read by the types of the contract', () => {
    expect(request({ title: 'Proofs', pages: '200', tags: ['a', 'b'], notify: 'true' })).toEqual({
      params: { shelfId: SHELF },
      query: { notify: true },
      body: { title: 'Proofs', pages: 200, tags: ['a', 'b'] },
    })
  })

  test('is null where null may be and is said', () => {
    expect(request({ title: 'null', pages: 'null' }).body).toEqual({ title: 'null', pages: null })
  })

  test('stands above the same field of --data', () => {
    expect(request({ title: 'Typed' }, { title: 'From the file', pages: 3 }).body).toEqual({
      title: 'Typed',
      pages: 3,
    })
  })

  test('is refused with every fault at once, each named as it is typed', () => {
    expect(faults({ shelfId: 'x', pages: '0', notify: 'perhaps' })).toEqual([
      expect.stringMatching(/^<shelf-id>: /),
      expect.stringMatching(/^--notify: /),
      '--title: is missing',
      expect.stringMatching(/^--pages: /),
    ])
  })

  test('in --data is refused with the way to it', () => {
    expect(faults({}, { title: 'x', pages: 1, author: {}, color: 'red' })).toEqual([
      '--author.name: is missing',
      expect.stringContaining('color'),
    ])
  })
})

describe('the flags of an operation', () => {
  test('that every command has too get their part in front', () => {
    expect(fields.get('bodyData')).toMatchObject({ part: 'body', name: 'data' })
  })

  test('say what is required, what the default is and what may stand there', () => {
    expect(fields.get('title')?.flag.about).toContain('required')
    expect(fields.get('notify')?.flag.about).toContain('default false')
    expect(fields.get('author')?.flag).toMatchObject({ placeholder: 'JSON' })
    expect(fields.get('tags')?.flag).toMatchObject({ kind: 'list' })
  })
})
