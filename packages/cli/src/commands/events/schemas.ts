import { argument, defineCommand } from '../../command.js'
import type { SchemasDocument } from '../../documents/events.js'

/** `azora events schemas` */
export const schemas = defineCommand({
  summary: 'List what events look like: every type and version, or one type whole',
  description: 'A published version never changes. Where a contract says something else today, that is told.',
  args: { type: argument.optional('one type, with its JSON Schema') },
  examples: ['azora events schemas', 'azora events schemas user.registered', 'azora events schemas --json'],
  document: () => import('../../documents/events.js').then(file => file.SchemasDocument),

  async run({ type }, context): Promise<SchemasDocument> {
    const { askNexus } = await import('../../session/operator.js')
    const { items } = await askNexus(context, client => client.schemas.list({ query: { type } }))
    return { schemas: items }
  },

  view: ({ schemas: all }, look) => {
    const table = look.table(
      ['type', 'version', 'published by', 'what it says'],
      all.map(({ type, version, service, summary }) => [look.accent(type), `v${version}`, service, summary]),
    )
    const types = new Set(all.map(({ type }) => type))
    const whole = types.size === 1 ? all.map(({ schema }) => JSON.stringify(schema, null, 2)) : []
    const conflicts = all.flatMap(({ type, version, conflicts: found }) =>
      found.map(conflict => `${look.bad(`${type} v${version} has changed`)}: ${conflict}`),
    )
    return [all.length === 0 ? 'No such event.' : table, ...whole, ...conflicts].join('\n')
  },
})
