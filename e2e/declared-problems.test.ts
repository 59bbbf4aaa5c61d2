import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { operationsOf } from '@azora/contracts'
import { platform } from '@azora/contracts/platform'
import { describe, expect, test } from 'vitest'

// What no request can provoke from outside is thrown in the service and provoked by its own tests. That there is such a
// place, and such a test, is what is looked for here: a problem nobody throws is a promise nobody keeps.

const ROOT = join(import.meta.dirname, '..')
const DECLARATION = /export const (\w+) = problem\(\s*'([\w-]+)'/g
const IMPORTS = /^(?:import|export) (?:type )?\{[^}]*\} from .*$|^import .*$/gm

interface Declared {
  name: string
  code: string
}

const declaredIn = (path: string): Declared[] =>
  [...readFileSync(join(ROOT, path), 'utf8').matchAll(DECLARATION)].map(([, name = '', code = '']) => ({
    name,
    code,
  }))

/** The text of sources, or of tests, below folders; what they import does not count as used. */
function textOf(folders: readonly string[], kind: 'sources' | 'tests'): string {
  return folders
    .flatMap(folder => filesBelow(folder))
    .filter(path => /\.test\.ts$|\/(test|testing)\//.test(path) === (kind === 'tests'))
    .map(path => readFileSync(path, 'utf8').replace(IMPORTS, ''))
    .join('\n')
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts') && !/(^|\/)(node_modules|generated)\//.test(path))
    .map(path => join(ROOT, folder, path))
}

const isThrown = ({ name }: Declared, sources: string) => new RegExp(`\\b${name}\\b`).test(sources)
const isProvoked = ({ name, code }: Declared, tests: string) =>
  new RegExp(`\\b${name}\\b|['"]${code}['"]`).test(tests)

describe.each(platform.map(({ name }) => name))('the problems of %s', service => {
  const declared = declaredIn(`packages/contracts/src/${service}/problems.ts`)
  const contract = platform.find(({ name }) => name === service)
  const folder = [`services/${service}`]

  test('are promised by an operation each', () => {
    const operations = contract ? operationsOf(contract) : []
    const promised = new Set(operations.flatMap(({ problems }) => problems.map(({ code }) => code)))
    expect(declared.length).toBeGreaterThan(0)
    expect(declared.filter(({ code }) => !promised.has(code))).toEqual([])
  })

  test('are thrown by the service', () => {
    const sources = textOf(folder, 'sources')
    expect(declared.filter(problem => !isThrown(problem, sources))).toEqual([])
  })

  test('are provoked by a test', () => {
    const tests = textOf([...folder, 'e2e'], 'tests')
    expect(declared.filter(problem => !isProvoked(problem, tests))).toEqual([])
  })
})

describe('the problems every route can answer with', () => {
  const declared = declaredIn('packages/contracts/src/problems.ts')
  const folders = ['packages/service-kit', 'services/gateway']

  test('are thrown by the kit or the gateway', () => {
    expect(declared.filter(problem => !isThrown(problem, textOf(folders, 'sources')))).toEqual([])
  })

  test('are provoked by a test', () => {
    const tests = textOf([...folders, 'services', 'e2e'], 'tests')
    expect(declared.filter(problem => !isProvoked(problem, tests))).toEqual([])
  })
})

test('a problem nobody throws, or nobody provokes, is found', () => {
  const problem = { name: 'NobodyThrows', code: 'nobody-throws' }
  expect(isThrown(problem, 'throw new NobodyThrowsThis()')).toBe(false)
  expect(isProvoked(problem, "expect(code).toBe('nobody-throws-this')")).toBe(false)
  expect(isProvoked(problem, "expect(code).toBe('nobody-throws')")).toBe(true)
})
