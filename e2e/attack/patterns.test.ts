import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, Script } from 'node:vm'
import { operationsOf } from '@azora/contracts'
import { platform } from '@azora/contracts/platform'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'

// No pattern that meets what a client has written may take more than linear time for it (CWE-1333). So each is tried on
// texts made to have it go back and forth, of the length a head or a field can have.

const ROOT = join(import.meta.dirname, '../..')
/** Where what runs in services stands. The command line reads what its own user has typed. */
const FOLDERS = ['packages/contracts', 'packages/sdk', 'packages/service-kit', 'services', 'templates']
const LENGTH = 16_384
/** Linear ones take a millisecond, a square of the length takes 134 million steps. */
const MOST_MS = 100

/** Beginnings that bring a pattern to the part that may repeat. */
const BEGINNINGS = [
  '',
  'a',
  '"',
  '/',
  '%',
  'a@a.',
  'en-',
  '2026-01-01T00:00:00.',
  'a:',
  'A1/',
  '0193c2f0-',
  'Bearer ',
]
const MORE_BEGINNINGS = ['http://', '://a:', 'eyJ', 'W/"', 'application/', ';charset=', '00-', '[', 'azk_']
/** What is repeated. */
const PUMPS = [
  'a',
  'A',
  '0',
  ' ',
  '\t',
  '-',
  '.',
  ':',
  '/',
  '"',
  '%',
  ',',
  ';',
  '=',
  '@',
  '_',
  '+',
  '\\',
  '&',
  '\n',
]
const MORE_PUMPS = [
  'a-',
  'a.',
  '0.',
  'a:',
  'a/',
  '://:',
  ' a',
  'a,',
  '","',
  '%2e',
  '/.',
  'eyJaaaaaaaa-',
  'Bearer ',
  '; a',
  ';charset=',
]
/** What makes it fail at the end. */
const ENDS = ['', '!', '\0', '\n', '@']

const attacks = [...BEGINNINGS, ...MORE_BEGINNINGS].flatMap(begin =>
  [...PUMPS, ...MORE_PUMPS].flatMap(pump =>
    ENDS.map(end => begin + pump.repeat(Math.ceil(LENGTH / pump.length)).slice(0, LENGTH) + end),
  ),
)

const script = new Script(
  'for (const text of texts) { at = text; pattern.lastIndex = 0; pattern.exec(text) }',
)

/** The beginning of a text the pattern is too slow for; undefined if there is none among them. */
function slowOn(pattern: RegExp): string | undefined {
  let left = attacks
  while (left.length > 0) {
    const context = createContext({ pattern, texts: left.slice(0, 20), at: '' })
    if (!endsInTime(context, MOST_MS * 5)) {
      const texts = left.slice(0, 20)
      // A busy machine is no finding: each text that may be one gets a second and a third chance by itself.
      const slow = texts.find(text =>
        [1, 2, 3].every(() => !endsInTime(createContext({ pattern, texts: [text], at: '' }), MOST_MS)),
      )
      if (slow !== undefined) return `${slow.slice(0, 30)}… (${slow.length})`
    }
    left = left.slice(20)
  }
  return undefined
}

function endsInTime(context: ReturnType<typeof createContext>, timeout: number): boolean {
  try {
    script.runInContext(context, { timeout })
    return true
  } catch {
    return false
  }
}

/** The patterns in a JSON Schema, wherever they stand. */
function patternsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([name, value]) =>
    name === 'pattern' && typeof value === 'string' ? [value] : patternsIn(value),
  )
}

const declared = platform.flatMap(contract =>
  operationsOf(contract).flatMap(({ params, query, headers, body }) =>
    [params, query, headers, body].flatMap(schema =>
      schema ? patternsIn(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })) : [],
    ),
  ),
)

/** Every literal in the sources, with a place where it stands. */
function literals(): Map<string, string> {
  const found = new Map<string, string>()
  for (const file of FOLDERS.flatMap(sourcesBelow)) {
    const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest)
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) found.set(node.text, file)
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return found
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map(path => join(folder, path))
    .filter(
      path =>
        /\/src\/.*\.ts$/.test(path) &&
        !/\.test(-d)?\.ts$|\/(node_modules|generated|testing|compatibility)\//.test(path),
    )
}

function patternOf(literal: string): RegExp {
  const end = literal.lastIndexOf('/')
  return new RegExp(literal.slice(1, end), literal.slice(end + 1))
}

describe('no pattern goes back and forth', () => {
  test.each([...new Set(declared)])('of the contracts: %s', pattern => {
    expect(slowOn(new RegExp(pattern, 'u'))).toBeUndefined()
  })

  test.each([...literals()])('in the sources: %s (%s)', literal => {
    expect(slowOn(patternOf(literal))).toBeUndefined()
  })

  test.each([/^(a+)+$/, /^(?:a|a)*$/, /a+a+a+!/, /^\s*x?\s*$/, /(?:\S+)@/])(
    'and one that does is found: %s',
    pattern => {
      expect(slowOn(pattern)).toMatch(/…/)
    },
  )
})
