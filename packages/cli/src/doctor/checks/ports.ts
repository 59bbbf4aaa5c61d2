import { manifestsOf } from '../../graph/graph.js'
import { type Check, good, skipped, warning } from '../check.js'
import { type Holder, holdersOf, isFree } from '../port-holder.js'
import { asRoot } from '../remedies.js'

/** Services of any checkout run from there. */
const OF_AZORA = '/.azora/cache/'

/** The ports in the manifests are ours or free; where one is not, the service moves. */
export const ports: Check = {
  name: 'ports',
  about: 'the documented ports are ours or free',
  why: 'A service whose port is taken listens on another: it works, but not where documents and bookmarks say.',
  async run({ root, status }) {
    // Faults of manifests are for `manifests` to say.
    const wanted = (await manifestsOf(root).catch(() => [])).map(({ manifest }) => manifest)
    if (wanted.length === 0) return skipped('there are no services')
    const ours = new Set(
      status?.services.flatMap(({ port, instances }) => [port, ...instances.map(each => each.port)]),
    )
    const others = wanted.filter(({ port }) => !ours.has(port))
    const free = await Promise.all(others.map(({ port }) => isFree(port)))
    const taken = others.filter((_, index) => !free[index])
    const holders = await holdersOf(taken.map(({ port }) => port))
    const foreign = taken.filter(({ port }) => !holders.get(port)?.command.includes(OF_AZORA))
    if (foreign.length === 0) return good(sentence(wanted.length, taken))
    const detail = foreign.map(
      ({ port, name }) => `${port} of ${name} is held by ${named(holders.get(port))}`,
    )
    return warning(`${detail.join('; ')}: the service moves`, remedyFor(foreign, holders))
  },
}

function sentence(count: number, taken: readonly { port: number; name: string }[]) {
  if (taken.length === 0) return `${count} ports`
  return `${taken.map(({ port, name }) => `${port} of ${name}`).join(', ')} is another checkout’s; others are chosen here`
}

const SHOWN = 120

function named(holder: Holder | undefined) {
  if (!holder) return 'a process of another user'
  return `process ${holder.pid} (${holder.command.slice(0, SHOWN) || 'unknown'})`
}

function remedyFor(taken: readonly { port: number }[], holders: ReadonlyMap<number, Holder>) {
  const pids = new Set(taken.map(({ port }) => holders.get(port)?.pid).filter(pid => pid !== undefined))
  return pids.size > 0
    ? `kill ${[...pids].join(' ')}`
    : asRoot(`lsof -nP ${taken.map(({ port }) => `-iTCP:${port}`).join(' ')}`)
}
