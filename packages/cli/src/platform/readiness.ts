import type { Status } from '@azora/supervisor'
import { UserError } from '../exit.js'

/** What is known of a service's readiness. */
type Service = Pick<Status['services'][number], 'name' | 'state' | 'ready'>

/** Refuses while any of these services is yet to be ready; what was stopped on purpose is not waited for. @throws {UserError} `not-ready` */
export function refuseUnready(services: readonly Service[], cause?: unknown): void {
  const unready = services.filter(({ ready, state }) => !ready && state !== 'stopped')
  if (unready.length === 0) return
  const names = unready.map(({ name }) => name).join(', ')
  throw new UserError('not-ready', `${names} ${unready.length === 1 ? 'is' : 'are'} not ready yet`, {
    faults: unready.map(({ name, state }) => `${name} is ${state}`),
    cause,
  })
}
