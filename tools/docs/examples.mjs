import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { transformSync } from 'esbuild'

/** @typedef {import('./blocks.mjs').Block} Block */

/** What is wrong with the TypeScript of documents, as `file:line: message`. @param {Block[]} blocks @returns {string[]} */
export function exampleFaults(root, blocks) {
  const typescript = blocks.filter(({ info }) => info[0] === 'ts')
  return [
    ...typescript.filter(isFragment).flatMap(syntaxFaults),
    ...typeFaults(
      root,
      typescript.filter(block => !isFragment(block)),
    ),
  ]
}

const isFragment = ({ info }) => info.includes('fragment')

/** A fragment is statements, or members of an object: it need not mean anything, but it must parse. */
function syntaxFaults({ file, line, text }) {
  const attempts = [text, `({\n${text}\n})`].map(code => {
    try {
      transformSync(code, { loader: 'ts', logLevel: 'silent' })
      return []
    } catch (error) {
      return error.errors.map(({ text: message }) => `${file}:${line}: ${message}`)
    }
  })
  return attempts.every(faults => faults.length > 0) ? attempts[0] : []
}

/** The blocks of a document are one module, as a reader takes them in: what the first imports the last may use. */
function typeFaults(root, blocks) {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'azora-docs-'))
  try {
    const names = writeModules(folder, blocks)
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfigOf(root)))
    return readable(compiled(folder), names)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Writes a module for each document, its lines where they are in the document. */
function writeModules(folder, blocks) {
  const files = [...new Set(blocks.map(({ file }) => file))]
  for (const [number, file] of files.entries()) {
    const lines = []
    for (const block of blocks.filter(other => other.file === file)) {
      for (const [offset, line] of block.text.split('\n').entries()) lines[block.line - 1 + offset] = line
    }
    writeFileSync(
      join(folder, `document-${number}.ts`),
      `${Array.from(lines, line => line ?? '').join('\n')}\nexport {}\n`,
    )
  }
  return files
}

// Examples show one thing at a time: what they make and import need not be used.
const tsconfigOf = root => ({
  extends: join(root, 'tsconfig.base.json'),
  compilerOptions: {
    noUnusedLocals: false,
    noUnusedParameters: false,
    lib: ['es2023', 'esnext.disposable', 'dom'],
  },
  include: ['*.ts'],
})

function compiled(folder) {
  const tsc = createRequire(import.meta.url)
    .resolve('typescript7/package.json')
    .replace(/package\.json$/, 'bin/tsc')
  const options = ['--noEmit', '--singleThreaded', '--pretty', 'false', '-p', folder]
  return spawnSync(process.execPath, [tsc, ...options], { cwd: folder, encoding: 'utf8' }).stdout
}

const DIAGNOSTIC = /^(.*?)\((\d+),\d+\): error (.*)$/gm

function readable(output, files) {
  return [...output.matchAll(DIAGNOSTIC)].map(([, path, line, message]) => {
    const number = /document-(\d+)\.ts$/.exec(path)?.[1]
    return `${number === undefined ? path : files[Number(number)]}:${line}: ${message}`
  })
}
