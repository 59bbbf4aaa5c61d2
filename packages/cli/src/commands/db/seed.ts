import { argument, defineCommand } from '../../command.js'
import type { DoneDocument } from '../../documents/db.js'

/** `azora db seed` */
export const seed = defineCommand({
  summary: 'Seed databases again; what is there already stays',
  args: { services: argument.rest('services; none named: all that have a database', 'service') },
  examples: ['azora db seed', 'azora db seed education'],
  document: () => import('../../documents/db.js').then(file => file.DoneDocument),

  async run({ services }, context): Promise<DoneDocument> {
    const { databasesOf } = await import('../../db/databases.js')
    const databases = await databasesOf(context, services)
    const seeded = databases.map(({ service }) => service)
    const platform = await context.platform()
    await platform.use(async host => {
      for (const service of seeded) await host.task(service, 'seed')
    })
    return { services: seeded, done: 'seeded' }
  },
  view: ({ services }) => `Seeded ${services.join(', ')}.`,
})
