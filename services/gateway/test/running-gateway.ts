import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnnouncedOperation } from '@azora/service-kit'
import { type Started, started } from '@azora/service-kit/testing'
import { service } from '../src/service.js'

/** What a fixture service answers to; everything has a default. */
export type FixtureOperation = Partial<AnnouncedOperation> & Pick<AnnouncedOperation, 'id' | 'path'>

/** A service in the route table. */
export interface FixtureService {
  name: string
  urls: readonly string[]
  operations?: readonly FixtureOperation[]
  ready?: boolean
}

/** The gateway, running as a service, and its route table in the hands of the test. */
export interface RunningGateway extends Started {
  routesFile: string
  /** Replaces the route table, as the supervisor does: by renaming a new file over it. Resolves when the gateway follows it. */
  route(...services: readonly FixtureService[]): Promise<void>
  /** Puts anything in the route table's place. */
  writeRoutes(text: string): Promise<void>
}

/** Starts the gateway with these services behind it. */
export async function runningGateway(
  services: readonly FixtureService[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'azora-gateway-'))
  const routesFile = join(folder, 'routes.json')
  const writeRoutes = async (text: string) => {
    await writeFile(`${routesFile}.new`, text)
    await rename(`${routesFile}.new`, routesFile)
  }
  await writeRoutes(documentOf(services))
  const app = await started(service, { env: { AZORA_ROUTES: routesFile, ...env } })
  const { table } = app.resources as { table: { revision: number } }
  return {
    ...app,
    routesFile,
    writeRoutes,
    async route(...changed) {
      const { revision } = table
      await writeRoutes(documentOf(changed))
      while (table.revision === revision) await new Promise(resolve => setImmediate(resolve))
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

function documentOf(services: readonly FixtureService[]): string {
  return JSON.stringify({ schemaVersion: 1, services: services.map(entryOf) })
}

function entryOf({ name, urls, operations, ready = true }: FixtureService) {
  return {
    name,
    kind: 'service',
    contract: operations && {
      name,
      title: name,
      version: '1.0.0',
      operations: operations.map(operation => ({ ...DEFAULTS, ...operation })),
    },
    instances: urls.map((url, at) => ({ id: `${name}-${at + 1}`, url, pid: at + 1, ready })),
  }
}

const DEFAULTS = { method: 'GET', access: 'public', summary: '', maxBodyBytes: 102_400, timeoutMs: 5_000 }
