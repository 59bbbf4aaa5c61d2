import type { HostClient, LaunchOptions } from '@azora/supervisor'
import type { Context } from '../context.js'
import type { StatusDocument } from '../documents/status.js'
import type { UpRecord } from '../documents/up.js'
import { settledWithin } from '../platform/current-status.js'
import type { Platform } from '../platform/platform.js'
import { asUserError } from '../platform/platform.js'
import { statusDocument } from '../platform/status-view.js'
import { lifeOf } from './life.js'

/** Says what runs already, after starting what was asked for and does not run. */
export async function startedAlready(
  host: HostClient,
  { services = [] }: LaunchOptions,
  { root, out }: Context,
): Promise<StatusDocument> {
  out.say('The platform of this checkout runs already.')
  try {
    return statusDocument(root, await asUserError(() => host.up(services)))
  } finally {
    await host.close()
  }
}

/** Starts the platform in the background. */
export async function started(
  platform: Platform,
  options: LaunchOptions,
  { root, wait, timeout }: Pick<Context, 'root'> & { wait: boolean; timeout: number },
): Promise<StatusDocument> {
  const host = await platform.launch({ ...options, attach: false })
  try {
    const status = await asUserError(() => (wait ? settledWithin(host, timeout) : host.status()))
    return statusDocument(root, status)
  } finally {
    await host.close()
  }
}

/** Starts the platform for as long as this command runs. */
export async function attached(
  platform: Platform,
  options: LaunchOptions,
  context: Context & { plain: boolean },
): Promise<AsyncIterable<UpRecord> | StatusDocument> {
  const { root, out, signal, plain, interrupt } = context
  if (!out.interactive || plain)
    return untilInterrupted(await platform.launch({ ...options, attach: true }), context)
  const { showUp } = await import('../ui/show-up.js')
  const host = await platform.launch({ ...options, attach: true })
  const isLeft = await showUp({ host, root, signal, interrupt })
  if (isLeft) await host.detach()
  await ended(host, isLeft)
  return statusDocument(root, null)
}

async function* untilInterrupted(host: HostClient, { root, signal, out }: Context): AsyncGenerator<UpRecord> {
  try {
    yield* lifeOf(host, root, signal)
    if (signal.aborted) out.say('Stopping everything …')
  } finally {
    await ended(host, false)
  }
}

/** Everything stops with this command, unless it was left running. */
async function ended(host: HostClient, isLeft: boolean) {
  if (!isLeft) await host.down()
  await host.close()
}
