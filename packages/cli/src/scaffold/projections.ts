import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Contract } from '@azora/contracts'
import { formatSnapshot, snapshotOf } from '@azora/contracts/compatibility'
import { platformText } from '@azora/contracts/platform-text'
import { generatePlatform } from '@azora/sdk/generate'
import type { Change } from './change.js'

const CONTRACTS = 'packages/contracts'
const GENERATED = 'packages/sdk/src/generated'

/** Which contracts the workspace will have, and which of them is new or leaves. */
export interface Contracts {
  all: readonly Contract[]
  added?: string
  removed?: string
}

/** Everything in the workspace that is generated from its contracts, as it will be. */
export function projections(root: string, { all, added, removed }: Contracts): Change[] {
  const names = all.map(({ name }) => name)
  const hasProblems = (service: string) =>
    service === added || existsSync(join(root, CONTRACTS, 'src', service, 'problems.ts'))
  const sdk = generatePlatform(all, hasProblems)
  const wanted = new Set(sdk.map(({ name }) => name))
  return [
    { path: `${CONTRACTS}/src/platform.ts`, content: { text: platformText(names) } },
    ...all
      .filter(({ name }) => name === added)
      .map(contract => ({
        path: snapshotPath(contract.name),
        content: { text: formatSnapshot(snapshotOf(contract)) },
      })),
    ...(removed ? [{ path: snapshotPath(removed), content: null }] : []),
    ...sdk.map(({ name, text }) => ({ path: `${GENERATED}/${name}`, content: { text } })),
    ...filesIn(join(root, GENERATED))
      .filter(name => !wanted.has(name))
      .map(name => ({ path: `${GENERATED}/${name}`, content: null })),
  ]
}

const snapshotPath = (service: string) => `${CONTRACTS}/snapshots/${service}.snapshot.json`
const filesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : [])
