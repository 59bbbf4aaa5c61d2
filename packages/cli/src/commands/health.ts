import { argument, defineCommand, flag } from '../command.js'
import type { HealthDocument, HealthRow } from '../documents/health.js'
import { exitCodes } from '../exit-codes.js'
import type { Look } from '../look.js'

/** `azora health` */
export const health = defineCommand({
  summary: 'Ask every service how it does, and what keeps it from doing well',
  description: 'Exits 0 if all are healthy or degraded, 6 if one is critical or does not answer.',
  args: { service: argument.optional('ask only this service', 'service') },
  flags: { timeout: flag.duration('how long to wait for each answer', 2_000) },
  examples: ['azora health', 'azora health education --json', 'azora health --timeout 500ms'],
  document: () => import('../documents/health.js').then(file => file.HealthDocument),

  async run({ service, timeout }, { platform }): Promise<HealthDocument> {
    const { healthOf } = await import('../platform/health.js')
    const { services } = await (await platform()).use(host => host.status())
    if (service === undefined) return healthOf(services, timeout)
    const { knownAmong } = await import('../platform/known-services.js')
    const name = knownAmong(
      services.map(one => one.name),
      service,
    )
    return healthOf(
      services.filter(one => one.name === name),
      timeout,
    )
  },

  view: ({ services }, look) =>
    look.table(
      ['instance', 'status', 'failing', 'took', 'up'],
      services.map(row => [
        look.bold(row.instance),
        statusText(row, look),
        row.error ?? failingText(row),
        `${row.tookMs} ms`,
        row.uptimeSeconds === null ? '' : `${row.uptimeSeconds} s`,
      ]),
    ),
  exit: ({ status }) => (status === 'critical' ? exitCodes.unhealthy : exitCodes.ok),
})

function statusText({ status }: HealthRow, { good, warn, bad }: Look) {
  return { healthy: good, degraded: warn, critical: bad, unreachable: bad }[status](status)
}

function failingText({ checks }: HealthRow) {
  return checks
    .filter(check => !check.ok)
    .map(({ name, error }) => (error ? `${name}: ${error}` : name))
    .join('; ')
}
