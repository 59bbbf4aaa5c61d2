// `npm run profile -w @azora/bench -- [http|gateway] [seconds]`: where the time of the hot path goes, by V8's own samples.
//
// Two tables: which layer the processor was in, and which of our functions and packages it was there for: what Node does
// on behalf of a function counts for that function.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { drive } from '../load.mjs'
import { forked, LOAD_CORE, pinMyself, scratch } from '../processes.mjs'
import { requestsFor } from '../requests.mjs'
import { chargedTo, layers } from './summary.mjs'

const [what = 'http', seconds = '4'] = process.argv.slice(2)
const WARM_UP_SECONDS = 2

const TESTED = {
  http: async surroundings => (await import('../http/subjects.mjs')).azora(surroundings),
  gateway: async surroundings => (await import('../gateway/subjects.mjs')).azora(surroundings),
}

pinMyself()
const surroundings = await forked(LOAD_CORE, join(import.meta.dirname, '../surroundings.mjs'))
const { port: upstream, token } = surroundings.message
const folder = scratch('profile')
const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=100']
const tested = await TESTED[what]({ authUrl: `http://127.0.0.1:${upstream}`, upstream, flags })
const { GET } = requestsFor(tested.prefix ?? '', token)

await drive({ port: tested.port, request: GET, seconds: WARM_UP_SECONDS })
const { perSecond } = await drive({ port: tested.port, request: GET, seconds: Number(seconds) })
await tested.stop()
await surroundings.stop()

const [file] = readdirSync(folder)
const profile = JSON.parse(readFileSync(join(folder, file), 'utf8'))
const bundle = readFileSync(tested.file, 'utf8').split('\n')
console.log(`${what}, GET: ${Math.round(perSecond)} requests a second while profiled`)
console.log('The layer the processor was in:')
console.table(layers(profile, bundle))
console.log('What it was there for (Node counted to its caller):')
console.table(chargedTo(profile, bundle, 45))
process.exit()
