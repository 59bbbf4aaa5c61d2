import { Readable } from 'node:stream'
import type { HostClient, LaunchOptions } from '@azora/supervisor'
import type { Context } from '../context.js'
import type { StatusDocument } from '../documents/status.js'
import type { UpRecord } from '../documents/up.js'
import { within } from '../platform/current-status.js'
import type { Platform } from '../platform/platform.js'
import { asUserError } from '../platform/platform.js'
import { statusDocument } from '../platform/status-view.js'
import { type Launched, lifeOf } from './life.js'

/** Says what runs already, after starting what was asked for and does not run. */
export async function startedAlready(
  host: HostClient,
  { services }: LaunchOptions,
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
    const settled = () => within(timeout, { host, settling: host.up(options.services) })
    const status = await asUserError(() => (wait ? settled() : host.status()))
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
): Promise<AsyncIterable<UpRecord>> {
  const isLive = context.out.interactive && !context.plain
  const host = await platform.launch({ ...options, attach: true })
  const launched = { host, root: context.root, services: options.services }
  return isLive
    ? Readable.from(await liveUntilInterrupted(launched, context))
    : untilInterrupted(launched, context)
}

async function* untilInterrupted(launched: Launched, { signal, out }: Context): AsyncGenerator<UpRecord> {
  try {
    yield* lifeOf(launched, signal)
    if (signal.aborted) out.say('Stopping everything …')
  } finally {
    await launched.host.down()
    await launched.host.close()
  }
}

/** The live view shows what happens: there is no record left to print, only how it ended. */
async function liveUntilInterrupted(launched: Launched, context: Context): Promise<UpRecord[]> {
  const { out, signal, interrupt } = context
  const { showUp } = await import('../ui/show-up.js')
  const isLeft = await showUp({ ...launched, signal, interrupt })
  const { host } = launched
  if (isLeft) await host.detach()
  await host.close()
  out.say(isLeft ? 'It goes on in the background: azora status, azora down.' : 'Stopped everything.')
  return []
}
