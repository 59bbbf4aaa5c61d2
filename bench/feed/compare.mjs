// `npm run feed -w @azora/bench -- [seconds] [rate]`: what it takes nexus to tell of events as they are appended, by how many follow,
// and what becomes of its memory when some of them read nothing.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { bundled } from '../bundle.mjs'
import { BUNDLES } from '../events/places.mjs'
import { standing } from '../events/standing.mjs'
import { cpuSeconds, forked } from '../processes.mjs'
import { loadAverage, tenths } from '../statistics.mjs'

const HERE = import.meta.dirname
const MIGRATIONS = join(HERE, '../../services/nexus/prisma/migrations')
const STEP_MS = 10
/** Long enough for the last to be told. */
const CALM_MS = 2_000
const WARM_UP_SECONDS = 3

const [seconds = 10, rate = 500] = process.argv.slice(2).map(Number)
const SUBJECTS = [{ follow: 0 }, { follow: 1 }, { follow: 10 }, { follow: 100 }, { follow: 100, stalled: 20 }]

const nexus = await bundled(join(HERE, 'nexus.mjs'), join(BUNDLES, 'nexus'))
const { postgres, publisherTo, migrated } = await standing('feed', join(HERE, 'ground.mjs'))

const memoryOf = (pid, field) =>
  tenths(
    Number(
      new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1],
    ) / 1_024,
  )

/** Has events appended at a steady pace; how many. */
async function appended(publisher, forSeconds) {
  const startedAt = performance.now()
  let sent = 0
  for (let elapsed = 0; elapsed < forSeconds * 1_000; elapsed = performance.now() - startedAt) {
    const due = Math.floor((elapsed / 1_000) * rate) - sent
    if (due > 0) await publisher.publish(due)
    sent += Math.max(0, due)
    await pause(STEP_MS)
  }
  return sent
}

/** What nexus is started with, on databases of its own. */
const environment = ({ url, bus }) => ({
  DATABASE_URL: url,
  EVENT_TRANSPORT: bus,
  AZORA_SERVICE_KEY: 'azk_bench_0123456789abcdef0123456789abcdef',
  AUTH_URL: 'http://127.0.0.1:1',
  WEBSOCKETS: '1000',
  WEBSOCKETS_PER_PRINCIPAL: '1000',
  PORT: '0',
  HOST: '127.0.0.1',
})

/** A process that follows nexus. */
async function followersOf({ message: { url, token } }, order) {
  const followers = await forked(null, join(HERE, 'followers.mjs'), { args: [url, token] })
  await followers.ask(order)
  return followers
}

/** Nexus with an appender, warmed up. */
async function started() {
  const { from, to } = await postgres.databases()
  await migrated(from.url, MIGRATIONS)
  const service = await forked(null, nexus, { env: environment(from) })
  const publisher = await publisherTo(to)
  const warm = await followersOf(service, { follow: 1 })
  await appended(publisher, WARM_UP_SECONDS)
  await warm.stop()
  return { service, publisher }
}

/** What followers were told, and the processor time each message took. */
const toldFigures = ({ least, all, gaps, p50, p99 }, cpu) => ({
  'least told': least,
  gaps,
  'p50 ms': p50,
  'p99 ms': p99,
  'cpu µs each': tenths((cpu * 1e6) / all),
})

async function measured({ follow, stalled = 0 }) {
  const { service, publisher } = await started()
  const followers = await followersOf(service, { follow, stalled })
  const before = { cpu: cpuSeconds(service.pid), rss: memoryOf(service.pid, 'VmRSS') }
  const early = await appended(publisher, seconds / 2)
  const halfWay = memoryOf(service.pid, 'VmRSS')
  const sent = early + (await appended(publisher, seconds / 2))
  await pause(CALM_MS)
  const cpu = cpuSeconds(service.pid) - before.cpu
  const told = follow ? await followers.ask({ report: true }) : null
  const row = {
    follow: stalled ? `${follow}, and ${stalled} who read nothing` : String(follow),
    appended: sent,
    ...(told && toldFigures(told, cpu)),
    'cpu %': tenths((cpu / seconds) * 100),
    'MiB before': before.rss,
    'MiB half way': halfWay,
    'MiB at most': memoryOf(service.pid, 'VmHWM'),
  }
  await followers.stop()
  await publisher.stop()
  await service.stop()
  return row
}

try {
  const rows = []
  for (const subject of SUBJECTS) rows.push(await measured(subject))
  console.log(`${rate} events a second for ${seconds} s; ${loadAverage()}`)
  console.table(rows)
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  await postgres.stop()
  // Whatever is left of a measurement that failed ends with this process.
  process.exit()
}
