// `npm run gateway -w @azora/bench -- [seconds] [rounds]`: the gateway with all its protections beside bare peers.
//
// Every round drives each proxy once, in turn, so that all see the same machine; the medians of the rounds count. Load
// generator and service share one core, the proxy under test has the other. Ratios carry over to other machines,
// absolute figures do not.
import { join } from 'node:path'
import { drive } from './load.mjs'
import { azora, cpuSeconds, forked, hasNginx, nginx, peer } from './proxies.mjs'

const [seconds = 2, rounds = 3] = process.argv.slice(2).map(Number)
const SERVICE_CORE = 0
const PROXY_CORE = 1

const surroundings = await forked(SERVICE_CORE, join(import.meta.dirname, 'surroundings.mjs'))
const { port: upstream, token } = surroundings.message

const proxies = {
  azora: await azora(PROXY_CORE, upstream),
  'http-proxy-middleware': await peer(PROXY_CORE, 'http-proxy-middleware', upstream),
  '@fastify/http-proxy': await peer(PROXY_CORE, 'fastify-http-proxy', upstream),
  ...(hasNginx ? { nginx: await nginx(PROXY_CORE, upstream) } : {}),
}

const body = JSON.stringify({ title: 'Proofs', text: 'x'.repeat(60) })
const SCENARIOS = {
  GET: ['GET', '/v1/small', ''],
  'POST 100 B': ['POST', '/v1/small', body],
  'GET 14 kB': ['GET', '/v1/large', ''],
}

const requestFor = (prefix, [method, path, content]) =>
  [
    `${method} ${prefix}${path} HTTP/1.1`,
    'host: bench.local',
    `authorization: Bearer ${token}`,
    'accept: application/json',
    ...(content ? ['content-type: application/json', `content-length: ${content.length}`] : []),
    '',
    content,
  ].join('\r\n')

const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** By proxy, in every round: requests a second, and processor time for each. */
async function measured(scenario) {
  const results = Object.fromEntries(
    Object.keys(proxies).map(name => [name, { perSecond: [], cpuMicros: [] }]),
  )
  for (let round = 0; round <= rounds; round++) {
    for (const [name, { port, prefix, pid }] of Object.entries(proxies)) {
      const usedBefore = cpuSeconds(pid)
      const { failed, perSecond } = await drive({ port, request: requestFor(prefix, scenario), seconds })
      if (failed > 0) throw new Error(`${name} failed ${failed} times`)
      // The first round warms everything up.
      if (round === 0) continue
      results[name].perSecond.push(perSecond)
      results[name].cpuMicros.push(((cpuSeconds(pid) - usedBefore) * 1e6) / (perSecond * seconds))
    }
  }
  return results
}

function report(title, figureOf, ratioOf) {
  console.log(title)
  console.table(
    Object.fromEntries(
      Object.entries(all).map(([scenario, results]) => {
        const figures = Object.entries(results).map(([name, result]) => [name, figureOf(result)])
        const own = figureOf(results.azora)
        const peers = figures.filter(([name]) => name !== 'azora')
        return [
          scenario,
          {
            azora: Math.round(own),
            ...Object.fromEntries(
              peers.map(([name, value]) => [`: ${name}`, `${ratioOf(own, value).toFixed(2)}x`]),
            ),
          },
        ]
      }),
    ),
  )
}

const all = {}
for (const [name, scenario] of Object.entries(SCENARIOS)) all[name] = await measured(scenario)
report(
  'Requests a second through the gateway, and how many times those of its peers (medians):',
  ({ perSecond }) => median(perSecond),
  (own, peer) => own / peer,
)
// Least of all rounds: on a busy machine this is the figure to trust.
report(
  'Processor time for a request in microseconds, and how many times less than its peers (least):',
  ({ cpuMicros }) => Math.min(...cpuMicros),
  (own, peer) => peer / own,
)

const steady = { seconds: Math.max(2, seconds), connections: 16, perSecond: 500 }
const direct = await drive({ ...steady, port: upstream, request: requestFor('', SCENARIOS.GET) })
const through = await drive({
  ...steady,
  port: proxies.azora.port,
  request: requestFor('/bench', SCENARIOS.GET),
})
console.log('At 500 requests a second:')
console.table({
  direct: { 'p50 ms': direct.p50Ms.toFixed(3), 'p99 ms': direct.p99Ms.toFixed(3) },
  azora: { 'p50 ms': through.p50Ms.toFixed(3), 'p99 ms': through.p99Ms.toFixed(3) },
  added: {
    'p50 ms': (through.p50Ms - direct.p50Ms).toFixed(3),
    'p99 ms': (through.p99Ms - direct.p99Ms).toFixed(3),
  },
})

for (const { stop } of Object.values(proxies)) stop()
surroundings.stop()
process.exit()
