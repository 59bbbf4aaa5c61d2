import { defineCommand } from '../../command.js'
import type { ProjectionChangedDocument } from '../../documents/projections.js'
import { projectionName } from '../../events/projection-name.js'

/** `azora projections resume` */
export const resume = defineCommand({
  summary: 'Have a projection that stands still try its event again',
  description: 'Once what failed is mended. An audit entry in the service says who asked.',
  args: { name: projectionName },
  examples: ['azora projections resume education.enrollments'],
  document: () => import('../../documents/projections.js').then(file => file.ProjectionChangedDocument),

  async run({ name }, context): Promise<ProjectionChangedDocument> {
    const { askNexus } = await import('../../session/operator.js')
    await askNexus(context, client => client.projections.resume({ params: { projection: name } }))
    return { name, done: 'resumed' }
  },
  view: ({ name }, look) =>
    `${look.good('It goes on')} within a second: ${look.accent(`azora projections show ${name}`)}`,
})
