import { expect, test } from 'vitest'
import * as z from 'zod'
import { adding, altered, lending, lent } from '../test/altered.js'
import { Book, library, NewBook } from '../test/library.js'
import { changesBetween, formatSnapshot, snapshotOf } from './compatibility.js'
import type { Contract } from './contract.js'
import { page } from './page.js'

const { books } = library.routes
const { title } = NewBook.shape
const before = snapshotOf(library)

const summary = (after: Contract) =>
  changesBetween(before, snapshotOf(after)).map(change => [
    change.kind,
    change.breaking ? 'breaking' : 'compatible',
  ])

test('the same contract has not changed', () => {
  expect(summary(library)).toEqual([])
})

test('a snapshot survives its file', () => {
  expect(JSON.parse(formatSnapshot(before))).toEqual(JSON.parse(JSON.stringify(before)))
  expect(changesBetween(JSON.parse(formatSnapshot(before)), before)).toEqual([])
})

test('a snapshot holds no words for readers, but keeps fields of their name', () => {
  const returns = z.object({ description: z.string().meta({ description: 'What it is', examples: ['x'] }) })
  const { operations } = snapshotOf(altered('get', { returns }))
  expect(operations['books.get']?.returns).toEqual({
    type: 'object',
    properties: { description: { type: 'string' } },
    required: ['description'],
  })
})

test('words for readers are not compared', () => {
  expect(
    summary(
      altered('get', {
        summary: 'Fetch',
        description: 'At once.',
        returns: Book.meta({ description: 'Bound' }),
      }),
    ),
  ).toEqual([])
})

test('a required field may come to an event together with a new version and its upcaster', () => {
  expect(summary(lending(lent.extend({ note: z.string() }), 2))).toEqual([
    ['event-version-changed', 'compatible'],
    ['field-added', 'compatible'],
  ])
})

test('a change is named by where it is, what it was and what it is', () => {
  const [change] = changesBetween(before, snapshotOf(adding({ title: title.max(50) })))
  expect(change).toMatchObject({ where: 'NewBook (received) /title', message: 'maxLength was 200, is 50' })
})

test('a change within a nested part is named by its pointer', () => {
  const body = z.object({ title, copies: z.array(z.object({ shelf: z.string() })) })
  const from = snapshotOf(altered('rename', { body }))
  const to = snapshotOf(
    altered('rename', { body: body.extend({ copies: z.array(z.object({ shelf: z.int() })) }) }),
  )
  expect(changesBetween(from, to).map(({ where }) => where)).toEqual(['books.rename: body /copies/*/shelf'])
})

test('a named schema that many operations use is reported once', () => {
  const Renamed = Book.extend({ title: z.string().min(1).max(300) }).meta({ id: 'Book' })
  const after: Contract = {
    ...library,
    routes: {
      books: Object.fromEntries(
        Object.entries(books).map(([name, route]) => [
          name,
          'returns' in route ? { ...route, returns: name === 'list' ? page(Renamed) : Renamed } : route,
        ]),
      ),
      shelves: {
        ...library.routes.shelves,
        sync: { ...library.routes.shelves.sync, returns: z.array(Renamed) },
      },
    },
  }
  expect(changesBetween(before, snapshotOf(after)).filter(({ breaking }) => breaking)).toEqual([
    expect.objectContaining({ where: 'Book (sent) /title' }),
  ])
})

test('variants are matched by the field that tells them apart, whatever their order', () => {
  const video = z.object({ type: z.literal('video'), url: z.url() })
  const text = z.object({ type: z.literal('text'), words: z.int() })
  const quiz = z.object({ type: z.literal('quiz') })
  const withBody = (body: z.ZodType) => snapshotOf(altered('rename', { body }))
  expect(changesBetween(withBody(z.union([video, text])), withBody(z.union([text, video])))).toEqual([])
  expect(
    changesBetween(withBody(z.union([video, text])), withBody(z.union([quiz, text, video]))),
  ).toMatchObject([{ kind: 'variant-added', breaking: false, message: 'type="quiz" is new' }])
})

test('a schema that contains itself is compared to its end', () => {
  const tree = (leaf: z.ZodType) => {
    const Tree = z
      .object({
        leaf,
        get children() {
          return z.array(Tree)
        },
      })
      .meta({ id: 'Tree' })
    return snapshotOf(altered('get', { returns: Tree }))
  }
  expect(changesBetween(tree(z.string()), tree(z.int()))).toMatchObject([{ where: 'Tree (sent) /leaf' }])
})

test('breaking changes come first', () => {
  const after = altered('get', { access: 'public', etag: false })
  expect(changesBetween(before, snapshotOf(after)).map(({ breaking }) => breaking)).toEqual([true, false])
})
