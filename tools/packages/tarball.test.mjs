import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { entryPoints, packedFaults } from './tarball.mjs'

const both = name => ({ import: `./dist/${name}.js`, require: `./dist/${name}.cjs` })

/** A package with these exports and files. */
function packageWith(exports, files = []) {
  const folder = mkdtempSync(join(tmpdir(), 'tarball '))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const path of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), '')
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ exports }))
  return folder
}
const packed = (...paths) => ({ files: paths.map(path => ({ path })) })

test('a tarball that has all it exports, and nothing else, is fine', () => {
  const folder = packageWith({ '.': both('index') })
  expect(packedFaults(folder, packed('package.json', 'dist/index.js', 'dist/index.cjs'))).toBeUndefined()
})

test('what is exported has to be packed', () => {
  const folder = packageWith({ '.': both('index') })
  expect(packedFaults(folder, packed('dist/index.js'))).toBe('dist/index.cjs is exported but not packed')
})

test.each(['src/a.test.ts', 'src/a.test-d.ts', 'test/a.ts', '.env', 'reports/test.json'])(
  '%s is not packed',
  path => {
    expect(packedFaults(packageWith({}), packed(path))).toBe(`${path} is packed but nobody needs it`)
  },
)

test('attw is told what a pattern stands for, and what is no module', () => {
  const exports = {
    '.': both('index'),
    './*': both('*/index'),
    './schema.json': './schema.json',
    './host': { import: './dist/host.js' },
  }
  const folder = packageWith(exports, ['dist/auth/index.js', 'dist/education/index.js'])
  expect(entryPoints(folder)).toEqual([
    '--include-entrypoints',
    'auth',
    'education',
    '--exclude-entrypoints',
    '*',
    'schema.json',
    'host',
  ])
})
