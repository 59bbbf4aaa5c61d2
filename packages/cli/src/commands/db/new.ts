import { argument, defineCommand, flag } from '../../command.js'
import type { NewMigrationDocument } from '../../documents/db.js'

/** `azora db new` */
export const newMigration = defineCommand({
  summary: 'Write the migration that brings a database from its migrations to the schema',
  description:
    'Compares prisma/schema.prisma with what it was when a migration was last committed, by the schema engine of Prisma in ' +
    'WebAssembly. With --from migrations it compares with what the migrations build in an empty ' +
    'database. Indexes and constraints that only SQL says are left alone. Apply it by `azora db migrate`.',
  args: {
    service: argument.required('the service', 'service'),
    name: argument.required('what it does: add-course-tags'),
  },
  flags: {
    dryRun: flag.switch('print it and write nothing'),
    from: flag.choice('what the schema is compared with', ['schema', 'migrations'], 'schema'),
    empty: flag.switch('an empty file, for SQL of your own'),
  },
  examples: [
    'azora db new education add-course-tags',
    'azora db new education backfill --empty',
    'azora db new auth x --dry-run',
  ],
  document: () => import('../../documents/db.js').then(file => file.NewMigrationDocument),

  async run(input, context): Promise<NewMigrationDocument> {
    const { newMigrationOf } = await import('../../db/new-migration.js')
    return newMigrationOf(context, input)
  },

  view: ({ file, sql, warnings, dryRun }, { good, warn, dim }) => {
    if (file === null) return 'Nothing has changed: there is nothing to write.'
    const heading = dryRun ? dim(`-- ${file} (not written)`) : `${good('Wrote')} ${file}`
    return [heading, sql.trimEnd(), ...warnings.map(warning => warn(`Mind: ${warning}`))].join('\n\n')
  },
})
