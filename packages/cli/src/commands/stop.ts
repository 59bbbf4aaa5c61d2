import { argument, defineCommand } from '../command.js'
import type { StatusDocument } from '../documents/status.js'
import { UserError } from '../exit.js'
import { statusDocument, statusText } from '../platform/status-view.js'

/** `azora stop` */
export const stop = defineCommand({
  summary: 'Stop services and leave the rest running',
  description:
    'They stay stopped until `azora up` or `azora restart` names them. `azora down` stops everything.',
  args: { services: argument.rest('services to stop', 'service') },
  examples: ['azora stop education', 'azora stop auth education --json'],
  document: () => import('../documents/status.js').then(file => file.StatusDocument),

  async run({ services }, { root, platform }): Promise<StatusDocument> {
    if (services.length === 0) {
      throw new UserError('usage', 'Name the services to stop', {
        remedy: 'azora stop education, or azora down',
      })
    }
    const status = await (await platform()).use(host => host.stop(services))
    return statusDocument(root, status)
  },
  view: statusText,
})
