import { argument, defineCommand } from '../command.js'
import type { StatusDocument } from '../documents/status.js'
import { statusDocument, statusExit, statusText } from '../platform/status-view.js'

/** `azora restart` */
export const restart = defineCommand({
  summary: 'Restart services one after another; what depends on them keeps running',
  args: { services: argument.rest('services to restart; none named: all', 'service') },
  examples: ['azora restart education', 'azora restart auth education --json', 'azora restart'],
  document: () => import('../documents/status.js').then(file => file.StatusDocument),

  async run({ services }, { root, platform }): Promise<StatusDocument> {
    const status = await (await platform()).use(async host => {
      const all = (await host.status()).services.map(service => service.name)
      return host.restart(services.length > 0 ? services : all)
    })
    return statusDocument(root, status)
  },
  view: statusText,
  exit: statusExit,
})
