import { defineCommand } from '../../command.js'
import type { ProjectionDocument } from '../../documents/projections.js'
import { projectionName } from '../../events/projection-name.js'
import { lagText, readModelsOf, readModelText } from '../../events/read-model-views.js'
import { timeText } from '../../events/views.js'
import type { Look } from '../../look.js'

/** `azora projections show` */
export const show = defineCommand({
  summary: 'Show a projection: what serves, what is built beside it, and why it stands still',
  args: { name: projectionName },
  examples: ['azora projections show education.enrollments'],
  document: () => import('../../documents/projections.js').then(file => file.ProjectionDocument),

  async run({ name }, context): Promise<ProjectionDocument> {
    const { askNexus } = await import('../../session/operator.js')
    return askNexus(context, client => client.projections.get({ params: { projection: name } }))
  },

  view: (projection, look) =>
    look.pairs([
      ['projection', `${projection.name} in ${projection.service}`],
      ['kept', projection.mode],
      ...readModelsOf(projection).flatMap(({ role, model }) => readModelPairs(role, model, look)),
    ]),
})

function readModelPairs(
  role: 'live' | 'building',
  model: ProjectionDocument['live'],
  look: Look,
): (readonly [string, string])[] {
  const { version, position, stoppedAt, failure } = model
  return [
    [role, `v${version} ${readModelText(model, role, look)}, ${lagText(model, look)}`],
    ...(stoppedAt === null ? [] : [['since', timeText(stoppedAt)] as const]),
    ...(failure === null ? [] : [['why', look.bad(failure)] as const]),
    ['position', position],
  ]
}
