import { argument, defineCommand, flag } from '../../command.js'
import type { DoneDocument } from '../../documents/db.js'

/** `azora db reset` */
export const reset = defineCommand({
  summary: 'Empty the database of a service, then migrate and seed it',
  description: 'Everything in it is lost. It asks for the name back, unless --force says so.',
  args: { service: argument.required('the service', 'service') },
  flags: { force: flag.switch('do not ask') },
  examples: ['azora db reset education', 'azora db reset education --force --json'],
  document: () => import('../../documents/db.js').then(file => file.DoneDocument),

  async run({ service, force }, context): Promise<DoneDocument> {
    const { databaseOf } = await import('../../db/databases.js')
    const database = await databaseOf(context, service)
    if (!force) await (await context.ask()).nameBack(`Everything in ${database.name} will be lost.`, service)
    await (await context.platform()).use(host => host.resetDatabase(service))
    return { services: [service], done: 'reset' }
  },
  view: ({ services }) => `Emptied, migrated and seeded ${services.join(', ')}.`,
})
