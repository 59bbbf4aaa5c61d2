import { argument, defineCommand, flag } from '../../command.js'
import type { UrlDocument } from '../../documents/db.js'

/** `azora db url` */
export const url = defineCommand({
  summary: 'Print the address of a database',
  description: 'The password shows only with --reveal.',
  args: { services: argument.rest('services; none named: all that have a database', 'service') },
  flags: { reveal: flag.switch('with the password') },
  examples: ['azora db url', 'psql "$(azora db url education --reveal)"', 'azora db url --json'],
  document: () => import('../../documents/db.js').then(file => file.UrlDocument),

  async run({ services, reveal }, context): Promise<UrlDocument> {
    const { databasesOf } = await import('../../db/databases.js')
    const databases = await databasesOf(context, services)
    return {
      databases: databases.map(({ service, url: full }) => ({ service, url: reveal ? full : masked(full) })),
    }
  },
  view: ({ databases }, look) => {
    const [only, ...others] = databases
    if (only && others.length === 0) return only.url
    return look.pairs(databases.map(({ service, url: address }) => [service, address]))
  },
})

function masked(address: string) {
  const parsed = new URL(address)
  parsed.password = '***'
  return parsed.href
}
