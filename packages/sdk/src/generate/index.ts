import type { Contract } from '@azora/contracts'
import { platformText } from './platform-text.js'
import { type Imports, modelOf, serviceText } from './service-text.js'
import { typeTestText } from './type-test-text.js'

export type { Imports } from './service-text.js'

/** A file to write: its name and its text. */
export interface GeneratedFile {
  name: string
  text: string
}

const PUBLISHED: Imports = { runtime: '@azora/sdk/runtime' }

/**
 * Generates the client of one service. The same contract gives the same text.
 *
 * Throws a `TypeError` that names the contract where a schema has no type that could be written down.
 */
export function generateService(contract: Contract, imports: Imports = PUBLISHED): GeneratedFile {
  return { name: `${contract.name}.ts`, text: serviceText(described(contract), imports) }
}

/**
 * Generates the whole of the SDK's `src/generated`: clients, their composition, and a type test for each.
 *
 * @param hasProblems Whether a contract has a `problems.ts`, whose classes its client passes on.
 */
export function generatePlatform(
  contracts: readonly Contract[],
  hasProblems: (service: string) => boolean = () => false,
): GeneratedFile[] {
  const runtime = '../runtime.js'
  const importsOf = ({ name }: Contract): Imports =>
    hasProblems(name) ? { runtime, problems: `@azora/contracts/${name}/problems` } : { runtime }
  return [
    ...contracts.map(contract => generateService(contract, importsOf(contract))),
    ...contracts.map(typeTest),
    { name: 'platform.ts', text: platformText(contracts, runtime) },
  ]
}

/** What the SDK calls files and subpaths of its own. */
const TAKEN = new Set(['client', 'generate', 'index', 'platform', 'runtime', 'testing', 'validate'])

function typeTest(contract: Contract): GeneratedFile {
  const { name } = contract
  const text = typeTestText(described(contract), {
    contract: `@azora/contracts/${name}`,
    generated: `./${name}.js`,
    client: '../client.js',
    options: '../runtime.js',
  })
  return { name: `${name}.test-d.ts`, text }
}

function described(contract: Contract) {
  try {
    if (TAKEN.has(contract.name)) throw new TypeError('the SDK has a part of that name')
    return modelOf(contract)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new TypeError(`The client of ${contract.name} cannot be generated: ${reason}`, { cause })
  }
}
