import * as z from 'zod'
import { UserError } from '../../exit.js'
import { bad, type Check, good, skipped } from '../check.js'

const Report = z.object({
  service: z.string(),
  faults: z.array(z.object({ env: z.string(), expected: z.string(), remedy: z.string() })),
})

/** Services that do not run are configured so that they could. */
export const configuration: Check = {
  name: 'configuration',
  about: 'services have the settings and secrets they need',
  why: 'A service starts with all settings valid or not at all; in production, secrets that are weak or a default are refused.',
  async run({ context, status }) {
    if (!status) return skipped('nothing runs')
    // One that is ready has read its settings.
    const names = status.services
      .filter(({ ready, state }) => !ready && state !== 'stopped')
      .map(({ name }) => name)
    if (names.length === 0) return good('each has started with its own')
    const platform = await context.platform()
    const reports = await Promise.all(
      names.map(name => platform.use(host => host.config(name)).catch(unlessSilent)),
    )
    const faulty = reports
      .filter(report => report !== null)
      .map(report => Report.parse(report))
      .filter(({ faults }) => faults.length > 0)
    if (faulty.length === 0) return good(`that ${names.join(', ')} is not ready has another reason`)
    const faults = faulty.flatMap(({ service, faults: found }) => found.map(fault => ({ service, ...fault })))
    return bad(
      faults.map(({ service, env, expected }) => `${service}: ${env} has to be ${expected}`).join('; '),
      `${faults.map(({ service, remedy }) => `${remedy} of ${service}`).join(', ')} (env.SERVICE in azora.config.json), then azora down && azora up`,
    )
  },
}

/** A program that dies before it can say how it is configured is for `services` to say. */
function unlessSilent(error: unknown): null {
  if (error instanceof UserError) return null
  throw error
}
