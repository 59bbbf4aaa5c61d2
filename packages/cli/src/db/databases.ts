import type { ServiceDatabase as Database } from '@azora/supervisor'
import type { Context } from '../context.js'
import { UserError } from '../exit.js'
import { manifestsWith } from '../platform/known-services.js'

/** The database of a service, and the folder its migrations are in. */
export interface ServiceDatabase extends Database {
  /** Absolute path of the service's folder. */
  readonly folder: string
}

/** The databases of the named services, or of all that have one. @throws {UserError} `unknown-service`, `no-database` */
export async function databasesOf(context: Context, names: readonly string[]): Promise<ServiceDatabase[]> {
  const manifests = await manifestsWith(context.root, names)
  const databases = await (await context.platform()).use(host => host.databases())
  const all = manifests.flatMap(({ manifest, folder }) =>
    databases.filter(({ service }) => service === manifest.name).map(database => ({ ...database, folder })),
  )
  for (const name of names) required(all, name)
  return names.length === 0 ? all : all.filter(({ service }) => names.includes(service))
}

/** The one database of a service. @throws {UserError} `unknown-service`, `no-database` */
export async function databaseOf(context: Context, service: string): Promise<ServiceDatabase> {
  return required(await databasesOf(context, [service]), service)
}

function required(databases: readonly ServiceDatabase[], service: string) {
  const database = databases.find(one => one.service === service)
  if (database) return database
  throw new UserError('no-database', `${service} has no database`, { why: 'Its azora.json asks for none.' })
}
