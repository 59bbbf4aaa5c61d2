import { join } from 'node:path'
import { databasesOf, type ServiceDatabase } from '../../db/databases.js'
import { type Migrations, migrationsOf } from '../../db/migrations.js'
import { UserError } from '../../exit.js'
import { bad, type Check, good, skipped } from '../check.js'
import { restoring } from '../remedies.js'

/** Databases and the folders of migrations tell the same story. */
export const migrations: Check = {
  name: 'migrations',
  about: 'no database lacks a migration, and none was changed since',
  why: 'A migration that is edited after it was applied is applied nowhere: the next database is made differently.',
  async run({ root, context, status }) {
    if (!status) return skipped('nothing runs')
    const started = new Set(status.services.filter(({ ready }) => ready).map(({ name }) => name))
    const databases = (await databasesOf(context, [])).filter(({ service }) => started.has(service))
    const found = (await Promise.all(databases.map(compared))).filter(one => one !== null)
    const edited = found.filter(({ changed, missing }) => changed.length + missing.length > 0)
    if (edited.length > 0) return bad(edited.map(drift).join('; '), await undoing(root, edited))
    const behind = found.filter(({ pending }) => pending.length > 0)
    return behind.length === 0
      ? good(`${found.flatMap(({ applied }) => applied).length} migrations applied`)
      : bad(
          behind.map(({ service, pending }) => `${service} lacks ${pending.join(', ')}`).join('; '),
          'azora db migrate',
        )
  },
}

type Found = Migrations & { readonly database: ServiceDatabase }

async function compared(database: ServiceDatabase): Promise<Found | null> {
  const found = await migrationsOf(database).catch(unlessUnreachable)
  return found && { database, ...found }
}

/** A database that does not answer is for `databases` to say. */
function unlessUnreachable(error: unknown): null {
  if (error instanceof UserError && error.code === 'no-database') return null
  throw error
}

function drift({ service, changed, missing }: Found) {
  const parts = [
    ...changed.map(name => `${name} of ${service} was edited after it had been applied`),
    ...missing.map(name => `${name} of ${service} is applied, and its file is gone`),
  ]
  return parts.join('; ')
}

async function undoing(root: string, edited: readonly Found[]) {
  const files = edited.flatMap(({ database, changed, missing }) =>
    [...changed, ...missing].map(name => join(database.folder, 'prisma/migrations', name, 'migration.sql')),
  )
  const commands = await Promise.all(files.map(file => restoring(root, file)))
  const known = commands.filter(command => command !== null)
  return known.length === files.length
    ? known.join(' && ')
    : 'Put the file back as it was when it was applied; what has to change goes into a migration of its own (azora db new)'
}
