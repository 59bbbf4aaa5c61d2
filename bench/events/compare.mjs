// `npm run events -w @azora/bench -- [count] [rounds] [names]`: from the call that publishes to the effect that is committed, beside
// what others carry events with. One event for each business transaction; inbox and effect at the other end.
//
// Interleaved rounds: every subject, in a process of its own, is driven once in each, in turn.
import { chmodSync, mkdirSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { bundled } from '../bundle.mjs'
import { installPeers } from '../peers/install.mjs'
import { forked, scratch } from '../processes.mjs'
import { medianOf } from '../statistics.mjs'

const HERE = import.meta.dirname
const PEERS = join(HERE, '../peers/events')
/** Inside the workspace: what is bundled looks for packages from where it lies. */
const BUNDLES = join(HERE, '../../node_modules/.cache/azora-bench-events')
const MIGRATIONS = join(HERE, '../../packages/service-kit/fixtures/notes/prisma/migrations')
const STEADY = { seconds: 4, rate: 500 }
const WARM_UP = { count: 500 }

const [count = 3_000, rounds = 3] = process.argv.slice(2, 4).map(Number)

installPeers()
const { postgresIn, redisIn } = await import(
  await bundled(join(HERE, 'grounds.mjs'), join(BUNDLES, 'grounds'))
)
const azora = await bundled(join(HERE, 'azora.mjs'), join(BUNDLES, 'azora'))
const home = scratch('events')
chmodSync(home, 0o711)
const postgres = await postgresIn(join(home, 'postgres'))
mkdirSync(join(home, 'redis'))
const redis = await redisIn(join(home, 'redis'))

const transports = {
  'azora, memory': () => undefined,
  'azora, postgresql': ({ bus }) => bus,
  ...(redis && { 'azora, redis': (_, redisUrl) => redisUrl }),
}
const peers = ['usual-outbox', 'pg-boss', 'graphile-worker', ...(redis ? ['redis-streams', 'bullmq'] : [])]
const all = [...Object.keys(transports), ...peers]
const names = process.argv[4]?.split('+') ?? all

/** Starts a subject on databases of its own, warmed up. */
async function started(name) {
  const { from, to } = await postgres.databases()
  const redisUrl = redis?.fresh()
  const transportOf = transports[name]
  const env = {
    PUBLISHER_URL: from.url,
    CONSUMER_URL: to.url,
    MIGRATIONS,
    ...(redis && { REDIS_URL: redisUrl }),
    ...(transportOf?.(from, redisUrl) && {
      PUBLISHER_TRANSPORT: transportOf(from, redisUrl),
      CONSUMER_TRANSPORT: transportOf(to, redisUrl),
    }),
  }
  const subject = await forked(null, transportOf ? azora : join(PEERS, `${name}.mjs`), { env })
  await subject.ask(WARM_UP)
  return subject
}

const results = Object.fromEntries(names.map(name => [name, { perSecond: [], p50: [], p99: [] }]))
for (let round = 0; round < rounds; round++) {
  for (const name of names) {
    const subject = await started(name)
    const found = { ...(await subject.ask({ count })), ...(await subject.ask(STEADY)) }
    for (const [figure, value] of Object.entries(found)) results[name][figure].push(value)
    await subject.stop()
    console.log(
      `${name}: ${Math.round(found.perSecond)}/s, p50 ${found.p50.toFixed(1)} ms, p99 ${found.p99.toFixed(1)} ms`,
    )
  }
}

const shown = (values, digits) =>
  `${medianOf(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}-${Math.max(...values).toFixed(digits)})`
console.table(
  Object.fromEntries(
    Object.entries(results).map(([name, { perSecond, p50, p99 }]) => [
      name,
      { 'handled/s': shown(perSecond, 0), 'p50 ms at 500/s': shown(p50, 1), 'p99 ms': shown(p99, 1) },
    ]),
  ),
)
console.log(
  `load average ${loadavg()
    .map(one => one.toFixed(1))
    .join(' ')}`,
)
await redis?.stop()
await postgres.stop()
process.exit()
