// `npm run events -w @azora/bench -- [count] [rounds] [names]`: from the call that publishes to the effect that is committed, beside
// what others carry events with. One event for each business transaction; inbox and effect at the other end.
//
// Interleaved rounds: every subject, in a process of its own, is driven once in each, in turn.
import { join } from 'node:path'
import { bundled } from '../bundle.mjs'
import { installPeers } from '../peers/install.mjs'
import { cpuSeconds, forked } from '../processes.mjs'
import { loadAverage, medianOf } from '../statistics.mjs'
import { BUNDLES, MIGRATIONS } from './places.mjs'
import { standing } from './standing.mjs'

const HERE = import.meta.dirname
const PEERS = join(HERE, '../peers/events')
const STEADY = { seconds: 4, rate: 500 }
const WARM_UP = { count: 500 }

const [count = 3_000, rounds = 3] = process.argv.slice(2, 4).map(Number)

installPeers()
const azora = await bundled(join(HERE, 'azora.mjs'), join(BUNDLES, 'azora'))
const { postgres, BROKERS } = await standing('events')

/** What carries each, beside PostgreSQL; of the kit's own transports, how they are told where. */
const subjects = {
  'azora, memory': {},
  'azora, postgresql': { transport: ({ bus }) => bus },
  'azora, redis': { broker: 'redis', transport: (_, address) => address },
  'azora, rabbitmq': { broker: 'rabbitmq', transport: (_, address) => address },
  'azora, kafka (imitated)': { broker: 'kafka', transport: (_, address) => address },
  'usual-outbox': { isPeer: true },
  'pg-boss': { isPeer: true },
  'graphile-worker': { isPeer: true },
  'redis-streams': { isPeer: true, broker: 'redis' },
  bullmq: { isPeer: true, broker: 'redis' },
}
const wanted = process.argv[4]?.split('+') ?? Object.keys(subjects)
const brokers = {}
for (const broker of new Set(wanted.flatMap(name => subjects[name].broker ?? [])))
  brokers[broker] = await BROKERS[broker]()
const names = wanted.filter(name => {
  const { broker } = subjects[name]
  const isThere = !broker || brokers[broker] !== null
  if (!isThere) console.log(`${name}: left out, for there is no ${broker} on this machine`)
  return isThere
})

/** Starts a subject on databases of its own, warmed up. */
async function started(name) {
  const { isPeer, broker, transport } = subjects[name]
  const { from, to } = await postgres.databases()
  const address = brokers[broker]?.fresh()
  const env = {
    PUBLISHER_URL: from.url,
    CONSUMER_URL: to.url,
    MIGRATIONS,
    ...(isPeer && broker && { REDIS_URL: address }),
    ...(transport && {
      PUBLISHER_TRANSPORT: transport(from, address),
      CONSUMER_TRANSPORT: transport(to, address),
    }),
  }
  const subject = await forked(null, isPeer ? join(PEERS, `${name}.mjs`) : azora, { env })
  await subject.ask(WARM_UP)
  return subject
}

/** How many are handled a second, and what that takes of the processor: of the subject's process and of PostgreSQL. */
async function throughput(subject) {
  const used = () => cpuSeconds(subject.pid) + postgres.cpuSeconds()
  const usedBefore = used()
  const found = await subject.ask({ count })
  return { ...found, cpuMicros: ((used() - usedBefore) * 1e6) / count }
}

const results = Object.fromEntries(
  names.map(name => [name, { perSecond: [], cpuMicros: [], p50: [], p99: [] }]),
)
try {
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const subject = await started(name)
      const found = { ...(await throughput(subject)), ...(await subject.ask(STEADY)) }
      for (const [figure, value] of Object.entries(found)) results[name][figure].push(value)
      await subject.stop()
      console.log(
        `${name}: ${Math.round(found.perSecond)}/s, ${Math.round(found.cpuMicros)} µs, p50 ${found.p50.toFixed(1)} ms, p99 ${found.p99.toFixed(1)} ms`,
      )
    }
  }
} finally {
  for (const broker of Object.values(brokers)) await broker?.stop()
  await postgres.stop()
}

const shown = (values, digits) =>
  `${medianOf(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}-${Math.max(...values).toFixed(digits)})`
console.table(
  Object.fromEntries(
    Object.entries(results).map(([name, { perSecond, cpuMicros, p50, p99 }]) => [
      name,
      {
        'handled/s': shown(perSecond, 0),
        'CPU µs': shown(cpuMicros, 0),
        'p50 ms at 500/s': shown(p50, 1),
        'p99 ms': shown(p99, 1),
      },
    ]),
  ),
)
console.log(loadAverage())
process.exit()
