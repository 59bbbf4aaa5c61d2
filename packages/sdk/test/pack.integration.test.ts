import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Packed, packed } from './packed.js'

const programOf = (name: string) => resolve(import.meta.dirname, '../../../node_modules/.bin', name)
let consumer: Packed

beforeAll(() => {
  consumer = packed()
})

afterAll(() => consumer[Symbol.dispose]())

test.each(['contracts', 'sdk'])('publint finds nothing wrong with %s', name => {
  expect(consumer.run(programOf('publint'), 'run', consumer.tarballs[name] ?? '', '--strict')).toContain(
    'All good',
  )
})

test.each([
  ['contracts', ['education', 'auth/problems']],
  ['sdk', ['education', 'auth']],
])('the types of %s are right for every module system', (name, wildcards) => {
  const options = ['--profile', 'node16', '--format', 'ascii', '--include-entrypoints', ...wildcards]

  expect(consumer.run(programOf('attw'), consumer.tarballs[name] ?? '', ...options)).toContain(
    '(ignoring resolutions: ',
  )
})

test('an app in TypeScript, and a client generated in it, compile with every check on', () => {
  consumer.run('generate.mjs')

  const options = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom']

  expect(consumer.run(programOf('tsc'), '--noEmit', ...options, 'app.ts', 'own-client.ts')).toBe('')
})

test('no public type is any', () => {
  const dist = join(consumer.project, 'node_modules/@azora/sdk/dist')
  const declarations = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(path =>
    path.endsWith('.d.ts'),
  )
  const withoutComments = (text: string) => text.replace(/\/\*[^]*?\*\/|\/\/.*/g, '')

  expect(declarations.length).toBeGreaterThan(0)
  expect(
    declarations.filter(path => /\bany\b/.test(withoutComments(readFileSync(join(dist, path), 'utf8')))),
  ).toEqual([])
})

test('an app in plain ESM runs', () => {
  expect(consumer.run('run.mjs')).toBe('esm works\n')
})

test('an app in CommonJS runs', () => {
  expect(consumer.run('run.cjs')).toBe('cjs works\n')
})
