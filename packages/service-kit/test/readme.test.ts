import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const README = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
// Beside the generated client that the examples import.
const MODULE = join(import.meta.dirname, '../fixtures/notes/src/readme.ts')

/** The examples of a text as one module: a later one may use what an earlier one declared. */
function examplesOf(text: string): string {
  const blocks = [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
  return [...blocks, 'export { isTaken, keep, levels, list, others }'].join('\n')
}

function errorsIn(path: string, source: string): string[] {
  const { config } = ts.readConfigFile(
    join(import.meta.dirname, '../../../tsconfig.base.json'),
    ts.sys.readFile,
  )
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, import.meta.dirname)
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists, getSourceFile } = host
  host.readFile = name => (name === path ? source : readFile(name))
  host.fileExists = name => name === path || fileExists(name)
  host.getSourceFile = (name, target) =>
    name === path ? ts.createSourceFile(name, source, target) : getSourceFile(name, target)
  const program = ts.createProgram([path], options, host)
  const found = program.getSemanticDiagnostics(program.getSourceFile(path))
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

test('every example of the README compiles', { timeout: 60_000 }, () => {
  expect(errorsIn(MODULE, examplesOf(README))).toEqual([])
})
