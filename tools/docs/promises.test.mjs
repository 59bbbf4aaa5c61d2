import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { proofFaults, proofsIn } from './promises.mjs'

const root = join(import.meta.dirname, '../..')
const promises = readFileSync(join(root, 'docs/explanation/promises.md'), 'utf8')

test('every test that proves a promise exists', () => {
  expect(proofsIn(promises).length).toBeGreaterThan(60)
  expect(proofFaults(root, promises)).toEqual([])
})

test('every promise names a proof', () => {
  const [proven = ''] = promises.split('## Figures')
  const rows = proven.split('\n').filter(line => /^\| (?!promise \|)/.test(line))
  expect(rows.length).toBeGreaterThan(30)
  expect(rows.filter(row => proofsIn(row).length === 0)).toEqual([])
})

test('every threat names a test that shows what is done about it', () => {
  const model = readFileSync(join(root, 'docs/explanation/threat-model.md'), 'utf8')
  const rows = model.split('\n').filter(line => /^\| [STRIDE] \|/.test(line))
  expect(rows.length).toBeGreaterThan(25)
  expect(rows.filter(row => proofsIn(row).length === 0)).toEqual([])
  expect(proofFaults(root, model)).toEqual([])
})

test('a proof without its file, or without its test, is found', () => {
  const here = 'tools/docs/promises.test.mjs'
  const planted = [
    `[a](../../${here}) › “every promise names a proof”, “no such test”`,
    '[b](none.test.ts) › “x”',
  ]
  expect(proofFaults(root, planted.join('\n'))).toEqual([`${here} › no such test`, 'none.test.ts › x'])
})
