import { defineCommand } from '../command.js'
import type { DownDocument } from '../documents/down.js'

/** `azora down` */
export const down = defineCommand({
  summary: 'Stop everything, dependants first',
  description:
    'Nothing is lost: data stays under .azora, and `azora up` continues from it. What a host that was killed has left is ended, too.',
  examples: ['azora down', 'azora down --json'],
  document: () => import('../documents/down.js').then(file => file.DownDocument),

  async run(_, { out, root, platform }): Promise<DownDocument> {
    const startedAt = performance.now()
    const host = await (await platform()).find()
    if (!host) return leftEnded(root, startedAt)
    const { services } = await host.status()
    if (out.interactive) out.say(`Stopping ${services.length} services …`)
    await host.down()
    return stopped(
      services.map(service => service.name),
      startedAt,
    )
  },
  view: ({ stopped, tookMs }, { good, dim }) =>
    stopped
      ? `${good('Stopped')} everything ${dim(`in ${(tookMs / 1000).toFixed(1)} s`)}`
      : 'Nothing runs here.',
})

/** Nothing runs; but a host that was killed, and its guard with it, may have left something. */
async function leftEnded(root: string, startedAt: number): Promise<DownDocument> {
  const { clearLeftovers } = await import('@azora/supervisor')
  const ended = await clearLeftovers(root)
  return ended.length > 0 ? stopped(ended, startedAt) : { stopped: false, services: [], tookMs: 0 }
}

function stopped(services: string[], startedAt: number): DownDocument {
  return { stopped: true, services, tookMs: Math.round(performance.now() - startedAt) }
}
