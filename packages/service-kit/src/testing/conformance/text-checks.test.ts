import { filled, line, operation, route, text } from '@azora/contracts'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { unsafeTexts } from './text-checks.js'

const found = (body: z.ZodType) =>
  unsafeTexts(operation('notes', 'create', route.post('/notes', { summary: 'x', access: 'user', body })))

test('texts of the contracts are safe wherever they stand', () => {
  const safe = z.object({
    title: line(10),
    more: z.array(z.object({ text: text(10).optional(), token: filled(80).nullable() })).default([]),
    either: z.union([z.uuid(), z.email().max(254), z.enum(['a'])]),
    labels: z.record(line(10), text(10)),
    number: z.int(),
  })
  expect(found(safe)).toEqual([])
})

test.each([
  ['a bare string', z.string().max(10), 'notes.create: body/it takes "\\u0000"'],
  ['one that must be long', z.string().min(40).max(60), 'notes.create: body/it takes "aaaaa'],
  [
    'one that only refuses NUL',
    z
      .string()
      .max(10)
      .regex(/^[^\0]*$/),
    'body/it takes "\\ud800"',
  ],
  ['one below others', z.array(z.object({ in: z.string().max(9).nullable() })), 'body/it/*/in takes'],
  ['one among others', z.union([z.int(), z.string().max(9)]), 'body/it|1 takes'],
  ['a key', z.record(z.string().max(9), z.int()), 'body/it/(key) takes'],
  ['a text without end', z.string(), 'takes text without end'],
  ['anything at all', z.unknown(), 'takes anything'],
])('%s is found', (_, schema, fault) => {
  expect(found(z.object({ it: schema }))).toEqual([expect.stringContaining(fault)])
})
