import ts from 'typescript'
import { expect, test } from 'vitest'
import { identifiersOf, renameTypeScript, renaming } from './rename.js'

const desk = renaming({ service: 'order-desk', noun: 'invoice', nouns: 'invoices' })
const code = (source: string) => renameTypeScript(ts, source, desk)

test.each([
  ['const sample = notes.noteRoutes(newNote)', 'const orderDesk = invoices.invoiceRoutes(newInvoice)'],
  ['class NoteRepository extends Sample {}', 'class InvoiceRepository extends OrderDesk {}'],
  ["contract('sample', { title: 'Sample' })", "contract('order-desk', { title: 'Order desk' })"],
  ["problem('note-not-found')", "problem('invoice-not-found')"],
  ["route.get('/notes/{noteId}')", "route.get('/invoices/{invoiceId}')"],
  ["event('note.created')", "event('invoice.created')"],
  ["isUniqueViolation(error, 'note_owner_title')", "isUniqueViolation(error, 'invoice_owner_title')"],
  ['`select from note where id = ${id}::uuid`', '`select from invoice where id = ${id}::uuid`'],
  ['`${noteId} of ${ {a: notes}.a } notes`', '`${invoiceId} of ${ {a: invoices}.a } invoices`'],
  ['/** A note: you made a note. */', '/** An invoice: you made an invoice. */'],
])('%s', (template, renamed) => {
  expect(code(template)).toBe(renamed)
})

test.each(['const denoted = examples + annotate', "import './noted.js'", '// resample, keynotes'])(
  '%s holds no word of the template',
  source => {
    expect(code(source)).toBe(source)
  },
)

test('other text is renamed by words', () => {
  expect(desk.text('"database": "azora_sample", "name": "@azora/sample", "title": "Sample"')).toBe(
    '"database": "azora_order_desk", "name": "@azora/order-desk", "title": "Order desk"',
  )
  expect(desk.path('prisma/migrations/20260101000000_sample/migration.sql')).toBe(
    'prisma/migrations/20260101000000_order_desk/migration.sql',
  )
  expect(desk.path('src/notes/note.test.ts')).toBe('src/invoices/invoice.test.ts')
})

test('keywords and the words of strings are no identifiers', () => {
  expect(identifiersOf(ts, "export const sample = 'text' // comment")).toEqual(['sample'])
})
