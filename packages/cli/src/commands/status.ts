import { argument, defineCommand, flag } from '../command.js'
import type { StatusDocument } from '../documents/status.js'
import { statusExit, statusText } from '../platform/status-view.js'

/** `azora status` */
export const status = defineCommand({
  summary: 'Show what runs, where, and whether it is ready',
  description:
    'Exits 0 if everything that is wanted is ready, 6 if anything is not; a service that was stopped is not wanted.',
  args: { services: argument.rest('only these services', 'service') },
  flags: { wait: flag.optionalDuration('wait this long for everything to be ready') },
  examples: ['azora status', 'azora status education', 'azora status --wait 30s --json'],
  document: () => import('../documents/status.js').then(file => file.StatusDocument),

  async run({ services, wait }, { root, platform }): Promise<StatusDocument> {
    const { currentStatus } = await import('../platform/current-status.js')
    return currentStatus(await platform(), { root, services, waitMs: wait ?? 0 })
  },
  view: statusText,
  exit: statusExit,
})
