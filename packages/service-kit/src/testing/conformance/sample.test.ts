import { expect, test } from 'vitest'
import * as z from 'zod'
import { sampleOf } from './sample.js'

test('a sample is the least that a schema accepts', () => {
  const schema = z.object({
    title: z.string().min(3),
    kind: z.enum(['a', 'b']),
    email: z.email(),
    count: z.int().min(2),
    tags: z.array(z.object({ id: z.uuid() })).min(1),
    at: z.iso.datetime(),
    note: z.string().optional(),
    nothing: z.null(),
  })
  expect(sampleOf(schema)).toEqual({
    title: 'aaa',
    kind: 'a',
    email: 'somebody@example.org',
    count: 2,
    tags: [{ id: '01900000-0000-7000-8000-000000000000' }],
    at: '2030-01-01T00:00:00.000Z',
    nothing: null,
  })
})

test('what no JSON Schema shows cannot be made up', () => {
  expect(sampleOf(z.object({ even: z.int().refine(value => value % 2 === 0) }))).toBeUndefined()
})
