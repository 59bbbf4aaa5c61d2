import type { Context } from '../context.js'
import { UserError } from '../exit.js'
import { refuseUnready } from '../platform/readiness.js'

/**
 * Where the platform takes calls: the configured address, else the gateway that runs here.
 * @throws {UserError} `platform-not-running`, `not-ready`, `unreachable`
 */
export async function gatewayUrl({
  settings,
  platform,
}: Pick<Context, 'settings' | 'platform'>): Promise<string> {
  const configured = (await settings()).get('url')
  if (configured) return configured.replace(/\/+$/, '')
  const status = await (await platform()).status()
  if (!status) throw new UserError('platform-not-running', 'Nothing runs in this checkout')
  const gateway = status.services.find(service => service.kind === 'gateway')
  if (gateway?.url) return gateway.url
  if (gateway) refuseUnready([gateway])
  throw new UserError('unreachable', 'The gateway does not run', { remedy: 'azora up gateway' })
}
