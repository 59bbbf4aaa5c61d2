import { expect, test, vi } from 'vitest'
import { prepared } from './prepared.js'

test('a text has one name, and another text another', () => {
  const [first, again, other] = ['SELECT $1', 'SELECT $1', 'SELECT $2'].map(text => prepared(text, [1]))
  expect(first?.name).toMatch(/^azora_\d+$/)
  expect(again?.name).toBe(first?.name)
  expect(other?.name).not.toBe(first?.name)
})

test('a time is given with its zone as text, in UTC', () => {
  const at = new Date('2026-02-03T04:05:06.007+02:00')
  expect(prepared('SELECT $1', [at, 'text', null]).values).toEqual(['2026-02-03T02:05:06.007Z', 'text', null])
})

test('texts beyond the first thousand are not named', async () => {
  vi.resetModules()
  const fresh = await import('./prepared.js')
  for (let n = 0; n < 1_000; n++) fresh.prepared(`SELECT ${n}`)
  expect(fresh.prepared('SELECT 1000')).toEqual({ text: 'SELECT 1000', values: [] })
  expect(fresh.prepared('SELECT 999').name).toBeDefined()
})
