import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { editorOf } from './fixtures/language-service.js'

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')

/** The examples of a text as one module: a later one may use what an earlier one declared. */
function examplesOf(text: string): string {
  const blocks = [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
  return ['declare const console: { log(...values: unknown[]): void }', ...blocks].join('\n')
}

test('every example of the README compiles', () => {
  const path = join(import.meta.dirname, 'readme-examples.ts')
  using editor = editorOf(new Map([[path, examplesOf(readme)]]))

  expect(editor.errors(path)).toEqual([])
})
