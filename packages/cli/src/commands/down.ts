import { defineCommand } from '../command.js'
import type { DownDocument } from '../documents/down.js'

/** `azora down` */
export const down = defineCommand({
  summary: 'Stop everything, dependants first',
  description: 'Nothing is lost: data stays under .azora, and `azora up` continues from it.',
  examples: ['azora down', 'azora down --json'],
  document: () => import('../documents/down.js').then(file => file.DownDocument),

  async run(_, { out, platform }): Promise<DownDocument> {
    const host = await (await platform()).find()
    if (!host) return { stopped: false, services: [], tookMs: 0 }
    const startedAt = performance.now()
    const { services } = await host.status()
    if (out.interactive) out.say(`Stopping ${services.length} services …`)
    await host.down()
    const names = services.map(service => service.name)
    return { stopped: true, services: names, tookMs: Math.round(performance.now() - startedAt) }
  },
  view: ({ stopped, tookMs }, { good, dim }) =>
    stopped
      ? `${good('Stopped')} everything ${dim(`in ${(tookMs / 1000).toFixed(1)} s`)}`
      : 'Nothing runs here.',
})
