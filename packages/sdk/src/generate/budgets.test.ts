import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { operationsOf } from '@azora/contracts'
import { build } from 'esbuild'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { editorOf } from '../../test/fixtures/language-service.js'
import { largePlatform } from '../../test/fixtures/large-platform.js'
import { generatePlatform, generateService } from './index.js'

const root = resolve(import.meta.dirname, '../..')
const generatedAt = resolve(root, 'src/generated')
const clients = generatePlatform(largePlatform).filter(({ name }) => !name.endsWith('.test-d.ts'))

/** Size of a bundle for browsers, minified and compressed; packages are left out, the runtime too where said so. */
async function gzippedSize(contents: string, external: readonly string[] = []): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: generatedAt, sourcefile: 'entry.ts', loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    conditions: ['@azora/source'],
    external: ['axios', 'zod', ...external],
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

test('the fixture is as large as the budgets are meant for', () => {
  expect(largePlatform.flatMap(operationsOf)).toHaveLength(180)
})

test('the declarations of 180 routes take at most 100 KB', () => {
  const sizes = clients.map(({ name, text }) => {
    const { outputText, diagnostics } = ts.transpileDeclaration(text, {
      fileName: name,
      reportDiagnostics: true,
    })
    expect(diagnostics).toEqual([])
    return outputText.length
  })

  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(100 * 1024)
})

test('the core takes at most 5 KB compressed beside axios', async () => {
  expect(await gzippedSize("export * from '../runtime.js'")).toBeLessThanOrEqual(5 * 1024)
})

test('the live feed takes at most 4 KB compressed, and nothing of axios', async () => {
  expect(await gzippedSize("export * from '../feed.js'")).toBeLessThanOrEqual(4 * 1024)
})

test('the entry of a service with 36 routes takes at most 3 KB compressed beside the core', async () => {
  for (const contract of largePlatform) {
    const { text } = generateService(contract, { runtime: '../runtime.js' })
    expect(await gzippedSize(text, ['../runtime.js'])).toBeLessThanOrEqual(3 * 1024)
  }
})

test('hovers are short, named and documented', () => {
  const consumer = resolve(generatedAt, 'consumer.ts')
  const calls = [
    'courses.list',
    'courses.get',
    'courses.create',
    'courses.update',
    'courses.remove',
    'enrollments.list',
  ]
  const text = [
    "import { Education } from './education.js'",
    'const education = new Education()',
    ...calls.map(call => `education.${call}`),
  ].join('\n')
  const files = clients.map(({ name, text }) => [resolve(generatedAt, name), text] as const)
  using editor = editorOf(new Map([[consumer, text], ...files]))

  expect(editor.errors(consumer)).toEqual([])
  expect(editor.hover(consumer, 'education.courses.list')).toEqual({
    type: '(method) Courses.list(query?: CoursesListQuery, options?: RequestOptions): PagePromise<Course>',
    documentation: 'List courses.',
  })
  const hovers = calls.map(call => editor.hover(consumer, `education.${call}`).type)
  for (const hover of hovers) expect(hover).not.toMatch(/[{}]|\bany\b/)
  expect(hovers[0]?.length).toBeLessThanOrEqual(100)
  expect(Math.max(...hovers.map(({ length }) => length))).toBeLessThanOrEqual(120)
})
