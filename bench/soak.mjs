// Whether the platform of this checkout stays as it is under a steady load: memory, handles, sockets, connections.
//
//   npm run soak -w @azora/bench -- [--minutes 10] [--rate 50]      requests a second through the gateway
//
// The first third warms up and does not count. Exit code 1 if anything grows, or if a request fails. The platform is started
// for it, and stopped again: so that it can be asked for a garbage collection before each sample, and with tokens that live
// for a minute, or what is remembered of each would be forgotten for the first time when all is over.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { azora, tryAzora } from '../tools/azora.mjs'
import { sampled } from './soak/samples.mjs'
import { growthOf, lowWater } from './soak/slope.mjs'
import { traffic } from './soak/traffic.mjs'
import { medianOf, tenths } from './statistics.mjs'

const ROOT = join(import.meta.dirname, '..')
const WARM_UP = 1 / 3
const SAMPLES = 120
const STRETCHES = 12

/** What may come and go without anything leaking: so much, or this share of what there is. */
const ALLOWED = {
  'heap MiB': { absolute: 3, share: 0.06 },
  'external MiB': { absolute: 3, share: 0.06 },
  'RSS MiB': { absolute: 6, share: 0.06 },
  handles: { absolute: 3, share: 0 },
  files: { absolute: 4, share: 0 },
  sockets: { absolute: 4, share: 0 },
  processes: { absolute: 2, share: 0 },
}

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '50' } },
})
const totalMs = Number(values.minutes) * 60_000

if (status().host !== null) throw new Error('the platform of this checkout is running: `azora down` ends it')
azora(ROOT, ['up', '--inspect', 'all', '--wait'], { ACCESS_TOKEN_SECONDS: '60' })
try {
  process.exitCode = await soak(status())
} finally {
  azora(ROOT, ['down'])
}

async function soak(platform) {
  const gateway = platform.services.find(({ name }) => name === 'gateway').url
  const load = traffic({ gateway, root: ROOT, perSecond: Number(values.rate) })
  const series = await watched(platform)
  await load.stop()
  return report(series, load.outcome)
}

/** Samples at even distances, those of the warm-up left out. */
async function watched(platform) {
  const startedAt = performance.now()
  const series = new Map()
  for (let n = 1; n <= SAMPLES; n++) {
    await pause(startedAt + (totalMs * n) / SAMPLES - performance.now())
    if (n <= SAMPLES * WARM_UP) continue
    const atMs = performance.now() - startedAt
    for (const [name, value] of Object.entries(await sampled(platform)))
      series.set(name, [...(series.get(name) ?? []), { atMs, value }])
  }
  return series
}

function report(series, { sent, failed }) {
  const rows = [...series].map(([name, samples]) => rowOf(name, samples))
  console.table(rows)
  console.log(`${sent} requests sent at ${values.rate} a second for ${values.minutes} min; failed:`, failed)
  const growing = rows.filter(({ verdict }) => verdict !== 'flat')
  console.log(growing.length === 0 ? 'flat' : `not flat: ${growing.map(({ what }) => what).join(', ')}`)
  return growing.length === 0 && Object.keys(failed).length === 0 ? 0 : 1
}

function rowOf(what, samples) {
  const { absolute, share } = ALLOWED[what.replace(/.*: /, '')]
  const least = lowWater(samples, (totalMs * (1 - WARM_UP)) / STRETCHES)
  const median = medianOf(samples.map(({ value }) => value))
  const growth = growthOf(least)
  const perHour = (growth / (least.at(-1).atMs - least[0].atMs)) * 3_600_000
  const verdict = growth <= Math.max(absolute, median * share) ? 'flat' : 'not flat'
  return { what, median: tenths(median), growth: tenths(growth), 'per hour': tenths(perHour), verdict }
}

function status() {
  return JSON.parse(tryAzora(ROOT, ['status', '--json']).stdout || '{"host":null}')
}
