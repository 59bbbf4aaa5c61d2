import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { brokenRules } from './check.mjs'
import { DIRECTIONS, reachable } from './directions.mjs'

const folders = []
afterEach(() => folders.splice(0).forEach(folder => rmSync(folder, { recursive: true })))

/** What the rules say of a repository with these files. */
function breaches(files) {
  const root = mkdtempSync(join(tmpdir(), 'house rules '))
  folders.push(root)
  execFileSync('git', ['init', '--quiet'], { cwd: root })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return brokenRules(root).map(({ file, line, message }) => `${file}:${line} ${message}`)
}

const imports = (...specifiers) => specifiers.map(name => `import { x } from '${name}'`).join('\n')

describe('import directions', () => {
  test.each([
    ['packages/contracts/src/a.ts', '@azora/sdk', 'contracts may not import sdk'],
    ['packages/sdk/src/a.ts', '@azora/service-kit', 'sdk may not import service-kit'],
    ['packages/manifest/src/a.ts', '@azora/contracts/auth', 'manifest may not import contracts'],
    ['packages/supervisor/src/a.ts', '@azora/contracts', 'supervisor may not import contracts'],
    ['packages/cli/src/a.ts', '@azora/service-kit', 'cli may not import service-kit'],
    ['packages/service-kit/src/a.ts', '@azora/supervisor', 'service-kit may not import supervisor'],
    ['services/auth/src/a.ts', '@azora/manifest', 'auth may not import manifest'],
    ['services/auth/src/a.ts', '@azora/supervisor', 'auth may not import supervisor'],
    ['packages/sdk/src/a.ts', '@azora/gateway', 'sdk may not import the service gateway'],
    ['services/auth/src/a.ts', '@azora/education', 'auth may not import the service education'],
    ['templates/service/src/a.ts', '@azora/manifest', 'service may not import manifest'],
  ])('%s may not import %s', (file, specifier, message) => {
    expect(breaches({ [file]: imports(specifier) })).toEqual([
      expect.stringContaining(`${file}:1 ${message}`),
    ])
  })

  test.each([
    ['packages/sdk/src/a.ts', '@azora/contracts/auth'],
    ['packages/service-kit/src/a.ts', '@azora/contracts'],
    ['packages/cli/src/a.ts', '@azora/manifest'],
    ['services/auth/src/a.ts', '@azora/contracts/auth'],
    ['services/auth/src/a.ts', '@azora/sdk/client'],
    ['services/gateway/src/a.ts', '@azora/manifest'],
    ['packages/service-kit/src/testing/a.ts', '@azora/supervisor'],
    ['services/auth/test/a.test.ts', '@azora/supervisor'],
    ['e2e/a.test.ts', '@azora/supervisor'],
  ])('%s may import %s', (file, specifier) => {
    expect(breaches({ [file]: imports(specifier) })).toEqual([])
  })

  test('are judged in dynamic imports and re-exports too, with the line', () => {
    const text = "const a = 1\nawait import('@azora/cli')\nexport * from '@azora/sdk'"
    expect(breaches({ 'packages/contracts/src/a.ts': text })).toEqual([
      expect.stringContaining('a.ts:2 contracts may not import cli'),
      expect.stringContaining('a.ts:3 contracts may not import sdk'),
    ])
  })

  test('do not end at a relative path into another package', () => {
    const text = imports('../../contracts/src/route.js', './own.js', '../../../vitest.config.js')
    expect(breaches({ 'packages/sdk/src/a.ts': text })).toEqual([
      expect.stringContaining('a.ts:1 ../../contracts/src/route.js reaches into another package'),
    ])
  })

  test('are transitive and without a cycle', () => {
    expect([...reachable('services')]).toEqual(['service-kit', 'sdk', 'contracts'])
    for (const name of Object.keys(DIRECTIONS)) expect(reachable(name)).not.toContain(name)
  })
})

describe('barrels', () => {
  const manifest = JSON.stringify({
    exports: { '.': { '@azora/source': './src/index.ts' }, './*': { '@azora/source': './src/*/index.ts' } },
  })
  const barrel = "export { a } from './a.js'\n"

  test('stand at the entries of a package', () => {
    const files = {
      'packages/p/package.json': manifest,
      'packages/p/src/index.ts': barrel,
      'packages/p/src/auth/index.ts': barrel,
    }
    expect(breaches(files)).toEqual([])
  })

  test('are refused anywhere below', () => {
    const files = { 'packages/p/package.json': manifest, 'packages/p/src/auth/users/index.ts': barrel }
    expect(breaches(files)).toEqual([expect.stringContaining('users/index.ts:1 an inner barrel')])
  })

  test('are told from an index that holds something itself', () => {
    expect(
      breaches({ 'packages/p/src/commands/index.ts': 'export const commands = { up: () => 1 }' }),
    ).toEqual([])
  })
})

describe('names and words', () => {
  test.each([
    'src/utils.ts',
    'src/string-helpers.ts',
    'src/common/a.ts',
    'src/session-manager.ts',
    'src/util/a.ts',
  ])('the file name %s is refused', path => {
    expect(breaches({ [`packages/p/${path}`]: '' })).toEqual([expect.stringContaining('name the file after')])
  })

  test.each(['src/common-passwords.ts', 'src/managed.ts', 'src/help.ts'])(
    'the file name %s is fine',
    path => {
      expect(breaches({ [`packages/p/${path}`]: '' })).toEqual([])
    },
  )

  test('a second spelling is refused in text, identifiers and file names', () => {
    const files = {
      'docs/a.md': 'one\nEvery enrolment counts',
      'packages/p/src/catalogue.ts': 'const enrolmentId = 1',
    }
    expect(breaches(files)).toEqual([
      'docs/a.md:2 "enrolment" is spelled "enrollment" here.',
      'packages/p/src/catalogue.ts:1 "catalogue" is spelled "catalog" here.',
      'packages/p/src/catalogue.ts:1 "enrolment" is spelled "enrollment" here.',
    ])
  })
})

describe('lines', () => {
  test.each([
    ['packages/p/src/a.ts', "import { z } from 'zod'", 'import * as z'],
    ['packages/p/src/a.ts', "import z from 'zod'", 'import * as z'],
    ['packages/p/src/a.ts', "const home = '/home/ann/azora'", 'a path of one machine'],
    ['docs/a.md', 'See /Users/ann/azora', 'a path of one machine'],
    ['docs/a.md', 'from https://registry.npmjs.org/zod', 'package registry'],
    ['packages/p/src/a.ts', '// TODO make this faster', 'TODO(#12)'],
    ['packages/p/src/a.ts', "new URL('./x', import.meta.url).pathname", 'folders with a space'],
    [
      'packages/p/src/a.test.ts',
      'await new Promise(resolve => setTimeout(resolve, 50))',
      'a sleep in a test',
    ],
    ['packages/p/src/a.test.ts', "import { setTimeout } from 'node:timers/promises'", 'a sleep in a test'],
    ['packages/p/src/a.test.ts', 'server.listen(4000)', 'a fixed port'],
    ['packages/p/src/a.test.ts', "test('x', { retry: 2 }, () => {})", 'retried'],
    ['packages/p/src/a.test.ts', "test('it should work', () => {})", 'named after a fact'],
    ['packages/p/src/a.ts', '// @ts-nocheck', 'silences'],
  ])('%s may not hold %s', (path, text, message) => {
    expect(breaches({ [path]: text })).toEqual([expect.stringContaining(message)])
  })

  test.each([
    ['packages/p/src/a.ts', "import * as z from 'zod'"],
    ['packages/p/src/a.ts', "import type * as z from 'zod'"],
    ['packages/p/src/a.ts', '// TODO(#12): make this faster'],
    ['packages/p/src/a.ts', 'await new Promise(resolve => setTimeout(resolve, backoffMs))'],
    ['packages/p/src/a.test.ts', 'server.listen(0)'],
    ['docs/a.md', 'The workers stay at home/office'],
  ])('%s may hold %s', (path, text) => {
    expect(breaches({ [path]: text })).toEqual([])
  })
})

test('what tools generate is not judged', () => {
  expect(breaches({ 'packages/sdk/src/generated/a.ts': '// @ts-nocheck enrolment' })).toEqual([])
})
