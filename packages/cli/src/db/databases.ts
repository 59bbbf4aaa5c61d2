import { readFile } from 'node:fs/promises'
import type { Manifest } from '@azora/manifest'
import * as z from 'zod'
import type { Context } from '../context.js'
import { UserError } from '../exit.js'
import { manifestsOf } from '../graph/graph.js'
import { knownAmong } from '../platform/known-services.js'
import { statePaths } from '../platform/state-paths.js'

/** The database of a service. */
export interface ServiceDatabase {
  readonly service: string
  /** Also the name of its role. */
  readonly name: string
  /** Absolute path of the service's folder. */
  readonly folder: string
  /** With the password of the service's own role, which owns the database. */
  readonly url: string
}

const Secrets = z.object({ passwords: z.record(z.string(), z.string()) })

/** The databases of the named services, or of all that have one. @throws {UserError} `unknown-service`, `no-database` */
export async function databasesOf(context: Context, names: readonly string[]): Promise<ServiceDatabase[]> {
  const services = await servicesWith(context.root, names)
  const address = await serverAddress(context)
  const { passwords } = Secrets.parse(JSON.parse(await readFile(statePaths(context.root).secrets, 'utf8')))
  return services.map(({ manifest, folder, database }) => ({
    service: manifest.name,
    name: database,
    folder,
    url: urlOf(address, { name: database, password: passwords[database] ?? '' }),
  }))
}

/** The one database of a service. */
export async function databaseOf(context: Context, service: string): Promise<ServiceDatabase> {
  const [database] = await databasesOf(context, [service])
  if (!database) throw new UserError('no-database', `${service} has no database`)
  return database
}

interface WithDatabase {
  manifest: Manifest
  folder: string
  database: string
}

async function servicesWith(root: string, names: readonly string[]): Promise<WithDatabase[]> {
  const loaded = await manifestsOf(root)
  for (const name of names)
    knownAmong(
      loaded.map(({ manifest }) => manifest.name),
      name,
    )
  const all = loaded.flatMap(({ manifest, folder }) => {
    const { database } = manifest.resources
    return database === undefined ? [] : [{ manifest, folder, database }]
  })
  const without = names.find(name => !all.some(({ manifest }) => manifest.name === name))
  if (without !== undefined) {
    throw new UserError('no-database', `${without} has no database`, { why: 'Its azora.json asks for none.' })
  }
  return names.length === 0 ? all : all.filter(({ manifest }) => names.includes(manifest.name))
}

async function serverAddress({ platform }: Context): Promise<string> {
  const status = await (await platform()).status()
  if (!status)
    throw new UserError('platform-not-running', 'Nothing runs in this checkout, PostgreSQL included')
  const postgres = status.infrastructure.find(part => part.name === 'postgres')
  if (postgres?.state === 'ready' && postgres.address) return postgres.address
  throw new UserError('no-database', `PostgreSQL is ${postgres?.state ?? 'not used'}`)
}

function urlOf(address: string, { name, password }: { name: string; password: string }) {
  const url = new URL(address)
  url.username = name
  url.password = password
  url.pathname = `/${name}`
  return url.href
}
