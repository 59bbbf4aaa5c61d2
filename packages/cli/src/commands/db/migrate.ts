import { argument, defineCommand, flag } from '../../command.js'
import type { MigrateDocument } from '../../documents/db.js'

/** `azora db migrate` */
export const migrate = defineCommand({
  summary: 'Apply the migrations a database lacks',
  description: 'Services go on meanwhile. A service also migrates by itself before it starts.',
  args: { services: argument.rest('services; none named: all that have a database', 'service') },
  flags: { dryRun: flag.switch('only say which are pending') },
  examples: ['azora db migrate', 'azora db migrate education --dry-run', 'azora db migrate --json'],
  document: () => import('../../documents/db.js').then(file => file.MigrateDocument),

  async run({ services, dryRun }, context): Promise<MigrateDocument> {
    const { databasesOf } = await import('../../db/databases.js')
    const { migrationsOf } = await import('../../db/migrations.js')
    const databases = await databasesOf(context, services)
    const found = await Promise.all(databases.map(migrationsOf))
    const behind = databases.filter((_, index) => (found[index]?.pending.length ?? 0) > 0)
    if (!dryRun) {
      const platform = await context.platform()
      await platform.use(async host => {
        for (const { service } of behind) await host.task(service, 'migrate')
      })
    }
    return { services: found, dryRun }
  },

  view: ({ services, dryRun }, { good, warn, bold }) =>
    services
      .map(({ service, applied, pending }) =>
        pending.length === 0
          ? `${bold(service)}  ${good('up to date')}, ${applied.length} migrations`
          : `${bold(service)}  ${dryRun ? warn('pending') : good('applied')} ${pending.join(', ')}`,
      )
      .join('\n'),
})
