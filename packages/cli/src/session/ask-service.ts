import type { Context } from '../context.js'
import { UserError } from '../exit.js'
import { refuseUnready } from '../platform/readiness.js'
import { asRefusal } from './refusals.js'

/** What the gateway answers for a service it does not know yet, or that does not answer. */
const OF_ABSENCE = new Set<number | undefined>([undefined, 404, 502, 503, 504])

/**
 * Asks a service through the gateway. What it refuses is a failure that says what helps; while it is yet to be ready, the
 * failure says that.
 * @throws {UserError} `not-ready`, and those of {@link asRefusal}
 */
export async function askService<T>(
  context: Pick<Context, 'settings' | 'platform'>,
  service: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await asRefusal(call)
  } catch (error) {
    if (error instanceof UserError && OF_ABSENCE.has(error.request.status))
      await refuseAbsent(context, service, error)
    throw error
  }
}

async function refuseAbsent(
  { settings, platform }: Pick<Context, 'settings' | 'platform'>,
  service: string,
  cause: UserError,
): Promise<void> {
  // Of a platform elsewhere nothing is known but what it answers.
  if ((await settings()).get('url')) return
  const status = await (await platform()).status()
  refuseUnready(status?.services.filter(({ name }) => name === service) ?? [], cause)
}
