import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ContractSnapshot, changesBetween, snapshotOf } from './compatibility.js'
import type { Contract } from './contract.js'
import { gatewayPath, operationsOf, pathParams } from './operation.js'
import { platform } from './platform.js'

const snapshots = join(import.meta.dirname, '../snapshots')
const operations = platform.flatMap(contract =>
  operationsOf(contract).map(operation => ({ ...operation, service: contract.name })),
)

/** The names under which more than one meaning is declared. */
function ambiguous(declared: readonly (readonly [name: string, meaning: string])[]) {
  const names = [...new Map(declared.map(pair => [pair.join(' '), pair[0]])).values()]
  return names.filter((name, index) => names.indexOf(name) !== index)
}

describe('the platform', () => {
  test('lists every folder that holds a contract, under its name', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
      .filter(entry => entry.isDirectory() && existsSync(join(import.meta.dirname, entry.name, 'index.ts')))
      .map(entry => entry.name)
    expect(platform.map(({ name }) => name)).toEqual(folders.toSorted())
  })

  test('gives each problem code one status and one title', () => {
    const problems = operations.flatMap(operation => operation.problems)
    expect(ambiguous(problems.map(({ code, status, title }) => [code, `${status} ${title}`]))).toEqual([])
  })

  test('writes problem codes in kebab-case', () => {
    const codes = operations.flatMap(({ problems }) => problems.map(({ code }) => code))
    expect(codes.filter(code => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(code))).toEqual([])
  })

  test('publishes each event type from one service', () => {
    const events = platform.flatMap(({ name, events }) =>
      Object.values(events).map(({ type }) => [type, name] as const),
    )
    expect(ambiguous(events)).toEqual([])
    expect(events.filter(([type]) => !/^[a-z_]+(\.[a-z_]+)+$/.test(type))).toEqual([])
  })

  test('answers each method and path by one operation', () => {
    const shape = (path: string) => path.replaceAll(/\{\w+\}/g, '{}')
    const answered = operations.map(
      ({ service, method, path, id }) =>
        [`${method} ${shape(gatewayPath(service, path))}`, `${service}.${id}`] as const,
    )
    expect(ambiguous(answered)).toEqual([])
  })

  test('declares the parameters that stand in the path, and no others', () => {
    const wrong = operations.filter(
      ({ path, params }) =>
        pathParams(path).toSorted().join() !== Object.keys(params.shape).toSorted().join(),
    )
    expect(wrong.map(({ id }) => id)).toEqual([])
  })

  test('writes headers in lower case and summaries without a full stop', () => {
    const headers = operations.flatMap(operation => Object.keys(operation.headers?.shape ?? {}))
    expect(headers.filter(name => name !== name.toLowerCase())).toEqual([])
    expect(operations.filter(({ summary }) => /\.$|^[a-z]/.test(summary)).map(({ id }) => id)).toEqual([])
  })
})

/** The breaking changes since the contract was last accepted; none where it never was. */
function broken(contract: Contract): string[] {
  const file = join(snapshots, `${contract.name}.snapshot.json`)
  if (!existsSync(file)) return []
  const accepted = JSON.parse(readFileSync(file, 'utf8')) as ContractSnapshot
  return changesBetween(accepted, snapshotOf(contract))
    .filter(({ breaking }) => breaking)
    .map(({ where, message }) => `${contract.name} ${where}: ${message}`)
}

test('every contract keeps what it promised when it was last accepted', () => {
  expect(platform.flatMap(broken)).toEqual([])
})
