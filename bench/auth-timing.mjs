// `npm run auth-timing -w @azora/bench [samples]`: whether the time of a refused sign-in tells if an address has an account.
//
// The service as the platform runs it, bundled, with its real hashing cost, on a real PostgreSQL. Known and unknown addresses
// take turns in random order, each attempt from an address of its own, so that no lockout interferes. Exits 1 if statuses or
// bodies differ, or if the means differ by a tenth or more.
import { fork, spawnSync } from 'node:child_process'
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { loadSource } from '../tools/load-source.mjs'

const ACCOUNTS = 10
const WARM_UP = 20
const samples = Number(process.argv[2] ?? 200)
const service = join(import.meta.dirname, '../services/auth')
const scratch = mkdtempSync(join(import.meta.dirname, '../node_modules/.auth-timing-'))
const bundle = join(scratch, 'main.mjs')

await build({
  entryPoints: [join(service, 'src/main.ts')],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  conditions: ['@azora/source'],
  external: ['@node-rs/*'],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url)",
  },
  logLevel: 'error',
})

const { testPostgres } = await loadSource('packages/supervisor/src/index.ts')
const postgres = await testPostgres()
const database = await postgres.createDatabase('auth')
const env = {
  ...process.env,
  DATABASE_URL: database.url,
  AUTH_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
  TRUSTED_PROXIES: '127.0.0.1',
  LOG_LEVEL: 'error',
}

/** The running service's address. */
async function serve() {
  const migrated = spawnSync(process.execPath, [bundle, 'migrate'], { cwd: service, env, encoding: 'utf8' })
  if (migrated.status !== 0) throw new Error(`migrate failed: ${migrated.stdout}${migrated.stderr}`)
  const child = fork(bundle, ['serve'], { cwd: service, env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const url = await new Promise((resolve, reject) => {
    child.on('message', message => message.type === 'listening' && resolve(message.url))
    child.once('exit', code => reject(new Error(`auth exited with ${code}`)))
  })
  const stop = () => new Promise(resolve => child.once('exit', resolve).kill('SIGTERM'))
  return { url, stop }
}

const { url, stop } = await serve()

const post = (path, body) =>
  fetch(`${url}/v1${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`,
    },
    body: JSON.stringify(body),
  })

const email = () => `${randomUUID()}@example.com`
const known = Array.from({ length: ACCOUNTS }, email)
const unknown = Array.from({ length: ACCOUNTS }, email)
for (const address of known) await post('/register', { email: address, password: 'correct horse battery' })

/** Status and body without what names the request, and how long it took. */
async function attempt(address) {
  const start = performance.now()
  const response = await post('/login', { email: address, password: 'not the password' })
  const problem = { ...(await response.json()), requestId: undefined }
  return { tookMs: performance.now() - start, answer: `${response.status} ${JSON.stringify(problem)}` }
}

const plan = Array.from({ length: 2 * samples }, (_, n) => ({
  kind: n % 2 ? 'known' : 'unknown',
  rank: Math.random(),
}))
plan.sort((a, b) => a.rank - b.rank)
for (let n = 0; n < WARM_UP; n++) await attempt(email())

const times = { known: [], unknown: [] }
const answers = new Set()
const turn = { known: 0, unknown: 0 }
for (const { kind } of plan) {
  // An account may fail a hundred times from everywhere before strangers are locked out of it.
  const addresses = kind === 'known' ? known : unknown
  const { tookMs, answer } = await attempt(addresses[turn[kind]++ % ACCOUNTS])
  times[kind].push(tookMs)
  answers.add(answer)
}
await stop()
await database.drop()
await postgres.stop()
rmSync(scratch, { recursive: true })

const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length
const at = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]
const row = values => ({
  mean: mean(values).toFixed(2),
  p50: at(values, 0.5).toFixed(2),
  p95: at(values, 0.95).toFixed(2),
})
const difference = Math.abs(mean(times.known) / mean(times.unknown) - 1)

console.table({ known: row(times.known), unknown: row(times.unknown) })
console.log(
  `${samples} samples each; ${answers.size} answer(s); means differ by ${(difference * 100).toFixed(1)} %`,
)
process.exitCode = answers.size === 1 && difference < 0.1 ? 0 : 1
