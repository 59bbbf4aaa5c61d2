import { defineCommand, flag } from '../../command.js'
import type { ProjectionsDocument } from '../../documents/projections.js'
import { lagText, readModelsOf, readModelText } from '../../events/read-model-views.js'
import { silenceText } from '../../events/views.js'

/** `azora projections ls` */
export const ls = defineCommand({
  summary: 'List projections and how far their read models are behind',
  flags: {
    service: flag.text('only those of this service', { placeholder: 'SERVICE', completes: 'service' }),
  },
  examples: ['azora projections ls', 'azora projections ls --service education --json'],
  document: () => import('../../documents/projections.js').then(file => file.ProjectionsDocument),

  async run({ service }, context): Promise<ProjectionsDocument> {
    const { askNexus } = await import('../../session/operator.js')
    return askNexus(context, client => client.projections.list({ query: { service } }))
  },

  view: ({ projections, silent }, look) => {
    const rows = projections.flatMap(projection =>
      readModelsOf(projection).map(({ role, model }) => [
        look.accent(projection.name),
        projection.service,
        projection.mode,
        `v${model.version}`,
        readModelText(model, role, look),
        lagText(model, look),
        model.failure ?? '',
      ]),
    )
    return [
      rows.length === 0
        ? 'No projections.'
        : look.table(['projection', 'service', 'kept', 'version', 'state', 'events', 'why'], rows),
      ...silenceText(silent, look),
    ].join('\n')
  },
})
