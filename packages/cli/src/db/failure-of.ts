import type { ServiceStatus } from '@azora/supervisor'
import { UserError } from '../exit.js'

/** Throws if one of the services did not come back. @throws {UserError} `migration-failed` */
export function failureOf(now: readonly ServiceStatus[], services: readonly string[]): void {
  const failed = now.filter(service => services.includes(service.name) && !service.ready)
  if (failed.length === 0) return
  const names = failed.map(({ name }) => name)
  throw new UserError('migration-failed', `${names.join(', ')} did not come back`, {
    faults: failed.map(({ name, state, lastError }) => `${name} is ${state}: ${lastError ?? 'no word why'}`),
    remedy: `azora logs ${names.join(' ')}`,
  })
}
