import { argument, defineCommand, flag } from '../../command.js'
import { resultText } from '../../db/result-text.js'
import type { ShellDocument } from '../../documents/db.js'

/** `azora db shell` */
export const shell = defineCommand({
  summary: 'Talk SQL to the database of a service',
  description:
    'With psql on the PATH it is psql; else a small shell of our own (\\d lists tables, \\d NAME shows one, \\q ends). ' +
    'SQL comes from --command or standard input where nobody is at the keyboard.',
  args: { service: argument.required('the service', 'service') },
  flags: {
    command: flag.text('run this and end', { short: 'c', placeholder: 'SQL' }),
    builtin: flag.switch('our own shell, even if there is psql'),
  },
  examples: ['azora db shell education', 'azora db shell auth -c "select count(*) from users" --json'],
  document: () => import('../../documents/db.js').then(file => file.ShellDocument),

  async run({ service, command, builtin }, context): Promise<ShellDocument> {
    const { databaseOf } = await import('../../db/databases.js')
    const { runSql, talk } = await import('../../db/shell.js')
    const database = await databaseOf(context, service)
    if (command !== undefined) return { results: await runSql(database.url, command) }
    if (context.out.interactive) return talk(database, { builtin, out: context.out })
    const { standardInput } = await import('../../standard-input.js')
    return { results: await runSql(database.url, await standardInput()) }
  },
  view: ({ results }, look) =>
    results.length === 0 ? null : results.map(result => resultText(result, look)).join('\n\n'),
})
