import { defineCommand } from '../../command.js'
import type { ProjectionChangedDocument } from '../../documents/projections.js'
import { projectionName } from '../../events/projection-name.js'

/** `azora projections rebuild` */
export const rebuild = defineCommand({
  summary: 'Build a read model anew beside the one that serves, and swap them',
  description:
    'From the first event on. One that is being built begins again. An audit entry in the service says who asked.',
  args: { name: projectionName },
  examples: ['azora projections rebuild education.enrollments'],
  document: () => import('../../documents/projections.js').then(file => file.ProjectionChangedDocument),

  async run({ name }, context): Promise<ProjectionChangedDocument> {
    const { askNexus } = await import('../../session/operator.js')
    await askNexus(context, client => client.projections.rebuild({ params: { projection: name } }))
    return { name, done: 'rebuilding' }
  },
  view: ({ name }, look) =>
    `${look.good('It is built anew')} beside the one that serves: ${look.accent(`azora projections show ${name}`)}`,
})
