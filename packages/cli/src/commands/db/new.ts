import { argument, defineCommand, flag } from '../../command.js'
import type { NewMigrationDocument } from '../../documents/db.js'

export const newMigration = defineCommand({
  summary: 'Write the migration that brings a database from its migrations to the schema',
  description:
    'Compares what prisma/migrations build, replayed in an empty database, with prisma/schema.prisma, by the schema engine of ' +
    'Prisma in WebAssembly. Apply it by `azora db migrate`; `prisma migrate deploy` reads the same folder.',
  args: {
    service: argument.required('the service', 'service'),
    name: argument.required('what it does: add-course-tags'),
  },
  flags: {
    dryRun: flag.switch('print it and write nothing'),
    empty: flag.switch('an empty file, for SQL of your own'),
  },
  examples: [
    'azora db new education add-course-tags',
    'azora db new education backfill --empty',
    'azora db new auth x --dry-run',
  ],
  document: () => import('../../documents/db.js').then(file => file.NewMigrationDocument),

  async run({ service, name, dryRun, empty }, context): Promise<NewMigrationDocument> {
    const { newMigrationOf } = await import('../../db/new-migration.js')
    return newMigrationOf(context, { service, name, dryRun, empty })
  },

  view: ({ file, sql, warnings, dryRun }, { good, warn, dim }) => {
    if (file === null) return 'The migrations build the schema already: there is nothing to write.'
    const heading = dryRun ? dim(`-- ${file} (not written)`) : `${good('Wrote')} ${file}`
    return [heading, sql.trimEnd(), ...warnings.map(warning => warn(`Mind: ${warning}`))].join('\n\n')
  },
})
