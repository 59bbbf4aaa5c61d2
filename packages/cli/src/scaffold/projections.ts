import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Contract } from '@azora/contracts'
import { formatSnapshot, snapshotOf } from '@azora/contracts/compatibility'
import { platformText } from '@azora/contracts/platform-text'
import { generatePlatform } from '@azora/sdk/generate'
import type { Change } from './change.js'
import { SERVICE_TEMPLATE } from './template.js'

const CONTRACTS = 'packages/contracts'
const GENERATED = 'packages/sdk/src/generated'

/** Which contracts the workspace will have, and which of them is new or leaves. */
export interface Contracts {
  all: readonly Contract[]
  added?: string
  removed?: string
}

/** Everything in the workspace that is generated from its contracts, as it will be. */
export async function projections(root: string, contracts: Contracts): Promise<Change[]> {
  return [...projectedCode(root, contracts), ...(await reference(root, contracts))]
}

interface ReferencePages {
  configuredServices(root: string): [name: string, path: string][]
  referencePages(
    root: string,
    from: { words: object; services: [name: string, path: string][] },
  ): Promise<Record<string, string>>
}

/** The pages of the reference, by the workspace's own generator. */
async function reference(root: string, { all, added, removed }: Contracts): Promise<Change[]> {
  const load = (file: string) =>
    import(pathToFileURL(join(root, 'tools/reference', file)).href) as Promise<ReferencePages>
  const [{ configuredServices }, { referencePages }] = await Promise.all([
    load('configuration.mjs'),
    load('pages.mjs'),
  ])
  const services = configuredServices(root).filter(([name]) => name !== removed)
  // Until the service is written, its settings are those of the template.
  if (added) services.push([added, `${SERVICE_TEMPLATE}/src/config.ts`])
  const words = {
    ...(await import('@azora/contracts')),
    ...(await import('@azora/contracts/asyncapi')),
    platform: all,
  }
  const pages = await referencePages(root, {
    words,
    services: services.toSorted(([a], [b]) => (a < b ? -1 : 1)),
  })
  return Object.entries(pages).map(([name, text]) => ({ path: `docs/reference/${name}`, content: { text } }))
}

function projectedCode(root: string, { all, added, removed }: Contracts): Change[] {
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
