import type { HostClient, HostEnding } from '@azora/supervisor'
import { defineCommand } from '../command.js'
import type { DownDocument } from '../documents/down.js'
import type { Output } from '../output.js'

/** `azora down` */
export const down = defineCommand({
  summary: 'Stop everything, dependants first',
  description:
    'Nothing is lost: data stays under .azora, and `azora up` continues from it. What a host that was killed has left is ended, too; one that does not answer is woken after 3 s, and killed after 10.',
  examples: ['azora down', 'azora down --json'],
  document: () => import('../documents/down.js').then(file => file.DownDocument),

  async run(_, { out, root, platform }): Promise<DownDocument> {
    const startedAt = performance.now()
    const host = await (await platform()).find()
    const { ending, services } = host
      ? await ended(host, root, out)
      : { ending: null, services: await left(root) }
    const tookMs = Math.round(performance.now() - startedAt)
    return { stopped: ending !== null || services.length > 0, services, host: ending, tookMs }
  },
  view: ({ stopped, host, tookMs }, { good, dim }) =>
    stopped
      ? `${good('Stopped')} everything ${dim(`in ${(tookMs / 1000).toFixed(1)} s`)}${host ? NOTES[host] : ''}`
      : 'Nothing runs here.',
})

const NOTES: Readonly<Record<HostEnding, string>> = {
  ended: '',
  woken: '\nThe supervisor stood still (SIGSTOP, or a debugger) and was woken for it.',
  killed: '\nThe supervisor did not answer and was killed; what it had started was ended without it.',
}

async function ended(host: HostClient, root: string, out: Output) {
  const names = namesOf(host)
  if (out.interactive) void names.then(({ length }) => out.say(`Stopping ${length} services …`))
  const ending = await host.down()
  return { ending, services: ending === 'killed' ? await left(root) : await names }
}

/** Asked before it is told to end; one that is killed has not answered. */
async function namesOf(host: HostClient): Promise<string[]> {
  const { services } = await host.status().catch(() => ({ services: [] }))
  return services.map(({ name }) => name)
}

/** What a host that was killed, perhaps its guard with it, has left running is ended. */
async function left(root: string): Promise<string[]> {
  const { clearLeftovers } = await import('@azora/supervisor')
  return clearLeftovers(root)
}
