// How long the platform takes to start and stop, and what each process holds, on a copy of this workspace.
//
//   node bench/startup.mjs [rounds] [services]      medians and ranges over the rounds, default 3; nothing else should run meanwhile
//
// Without services, all are started. What is to be reached was set for auth, education and gateway with PostgreSQL.
//
// cold: no data, nothing bundled but the command line. first: that too, as right after `npm ci`. warm: after `azora down`.
// again: `azora up` while everything runs. Memory is the proportional set size: just started; at rest, some 20 s later; and
// at rest once more after requests that use the database, for Prisma's query compiler is loaded when it is first needed.
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { azora, tryAzora } from '../tools/azora.mjs'
import { loadSource } from '../tools/load-source.mjs'
import { copyWorkspace, removeWorkspace } from '../tools/workspace-copy.mjs'
import { summaryOf } from './statistics.mjs'

const REACH = { cold: 6_000, first: 6_000, warm: 2_500, again: 1_000, down: 3_000 }
const REST_MS = 20_000
const REQUESTS = 100
const [rounds = 3, ...services] = process.argv.slice(2)
const UP = ['up', ...services, '--detach', '--wait']
const times = { cold: [], first: [], warm: [], again: [], down: [] }
const memory = new Map()
const { pathsOf } = await loadSource('packages/supervisor/src/state/paths.ts')

for (let round = 0; round < Number(rounds); round++) await measure(copyWorkspace())
report()

async function measure(root) {
  try {
    const bundling = timed(root, ['--version'])
    const cold = timed(root, UP)
    times.cold.push(cold)
    times.first.push(bundling + cold)
    times.again.push(timed(root, UP))
    remember(root, 'just started')
    await delay(REST_MS)
    remember(root, 'at rest')
    await use(root)
    await delay(REST_MS)
    remember(root, 'used, at rest')
    times.down.push(timed(root, ['down']))
    times.warm.push(timed(root, UP))
    times.down.push(timed(root, ['down']))
  } finally {
    tryAzora(root, ['down'])
    removeWorkspace(root, pathsOf(root).postgres)
  }
}

/** Reads and refused sign-ins through the gateway: every service queries its database, passwords are hashed. */
async function use(root) {
  const status = JSON.parse(azora(root, ['status', '--json']))
  const { url } = status.services.find(({ name }) => name === 'gateway')
  const credentials = JSON.stringify({ email: 'nobody@example.com', password: 'correct horse battery' })
  const headers = { 'content-type': 'application/json' }
  for (let i = 0; i < REQUESTS; i++) {
    await fetch(`${url}/education/v1/courses`).then(answer => answer.text())
    await fetch(`${url}/auth/v1/login`, { method: 'POST', headers, body: credentials }).then(answer =>
      answer.text(),
    )
  }
}

function timed(root, args) {
  const begin = performance.now()
  azora(root, args)
  return performance.now() - begin
}

/** Proportional set size of every process of the platform, in MiB. */
function remember(root, when) {
  const status = JSON.parse(azora(root, ['status', '--json']))
  const processes = [['supervisor', status.host.pid], ...status.services.map(({ name, pid }) => [name, pid])]
  for (const [name, pid] of processes) {
    const file = `/proc/${pid}/smaps_rollup`
    if (!existsSync(file)) continue
    const [, kib] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(file, 'utf8')) ?? []
    const what = `${name}, ${when}`
    memory.set(what, [...(memory.get(what) ?? []), Number(kib) / 1024])
  }
}

function report() {
  const rows = Object.entries(times).map(([name, ms]) => ({
    what: name,
    ...summaryOf(ms),
    unit: 'ms',
    reach: REACH[name],
  }))
  const sizes = [...memory].map(([name, mib]) => ({
    what: name,
    ...summaryOf(mib),
    unit: 'MiB',
    reach: name.endsWith('rest') ? 60 : undefined,
  }))
  console.table([...rows, ...sizes])
}
