// `npm run gateway -w @azora/bench -- [seconds] [rounds]`: the gateway with all its protections beside bare peers.
//
// Load generator and service share one core, the proxy under test has the other. Ratios carry over to other machines,
// absolute figures do not. Rounds are short and many, so that what else the machine does meets all alike.
import { join } from 'node:path'
import { drive } from '../load.mjs'
import { installPeers } from '../peers/install.mjs'
import { forked, LOAD_CORE, pinMyself } from '../processes.mjs'
import { requestsFor } from '../requests.mjs'
import { measured, table } from '../rounds.mjs'
import { largeThrough } from './large.mjs'
import { azora, hasNginx, nginx, peer } from './subjects.mjs'

const [seconds = 0.3, rounds = 25] = process.argv.slice(2).map(Number)
const STEADY = { seconds: 4, connections: 16, perSecond: 500 }

installPeers()
pinMyself()
const service = await forked(LOAD_CORE, join(import.meta.dirname, '../surroundings.mjs'))
const { port: upstream, token } = service.message

const proxies = {
  azora: await azora({ upstream }),
  'http-proxy-middleware': await peer('http-proxy-middleware', { upstream }),
  '@fastify/http-proxy': await peer('fastify-http-proxy', { upstream }),
  ...(hasNginx ? { nginx: await nginx({ upstream }) } : {}),
}

for (const scenario of Object.keys(requestsFor('', token))) {
  const asked = Object.entries(proxies).map(([name, proxy]) => {
    const request = requestsFor(proxy.prefix, token)[scenario]
    return [name, { ...proxy, request }]
  })
  console.log(scenario)
  console.table(table(await measured(Object.fromEntries(asked), { seconds, rounds })))
}

const request = prefix => requestsFor(prefix, token).GET
const direct = await drive({ ...STEADY, port: upstream, request: request('') })
const through = await drive({ ...STEADY, port: proxies.azora.port, request: request('/bench') })
const line = ({ p50Ms, p99Ms }) => ({ 'p50 ms': p50Ms.toFixed(3), 'p99 ms': p99Ms.toFixed(3) })
const added = { p50Ms: through.p50Ms - direct.p50Ms, p99Ms: through.p99Ms - direct.p99Ms }
console.log(`At ${STEADY.perSecond} requests a second:`)
console.table({ direct: line(direct), azora: line(through), added: line(added) })

console.log('A GiB through azora:')
console.table(await largeThrough({ ...proxies.azora, token }))

for (const { stop } of [...Object.values(proxies), service]) void stop()
process.exit()
