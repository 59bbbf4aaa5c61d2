// How long the platform takes to start and stop, and what each process holds, on a copy of this workspace.
//
//   node bench/startup.mjs [rounds]      medians and ranges over the rounds, default 3; nothing else should run meanwhile
//
// cold: no data, nothing bundled. warm: after `azora down`. again: `azora up` while everything runs.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { summaryOf } from './statistics.mjs'

const SOURCE = join(import.meta.dirname, '..')
const REACH = { cold: 6_000, warm: 2_500, again: 1_000, down: 3_000 }
const rounds = Number(process.argv[2] ?? 3)
const times = { cold: [], warm: [], again: [], down: [] }
const memory = new Map()

for (let round = 0; round < rounds; round++) measure(copy())
report()

function measure(root) {
  try {
    // The command line bundles itself on its first use; that is not part of a start.
    azora(root, ['--version'])
    times.cold.push(timed(root, ['up', '--detach', '--wait']))
    times.again.push(timed(root, ['up', '--detach', '--wait']))
    remember(root)
    times.down.push(timed(root, ['down']))
    times.warm.push(timed(root, ['up', '--detach', '--wait']))
    times.down.push(timed(root, ['down']))
  } finally {
    azora(root, ['down'])
    rmSync(root, { recursive: true, force: true })
  }
}

function timed(root, args) {
  const begin = performance.now()
  const { status, stderr } = azora(root, args)
  if (status !== 0) throw new Error(`azora ${args.join(' ')} exited with ${status}: ${stderr}`)
  return performance.now() - begin
}

function azora(root, args) {
  return spawnSync(process.execPath, [join(root, 'packages/cli/bin/azora.mjs'), ...args], {
    cwd: root,
    encoding: 'utf8',
  })
}

/** Proportional set size of every process of the platform, in MiB. */
function remember(root) {
  const { host, services } = JSON.parse(azora(root, ['status', '--json']).stdout)
  const processes = [['supervisor', host.pid], ...services.map(({ name, pid }) => [name, pid])]
  for (const [name, pid] of processes) {
    const file = `/proc/${pid}/smaps_rollup`
    if (!existsSync(file)) continue
    const [, kib] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(file, 'utf8')) ?? []
    memory.set(name, [...(memory.get(name) ?? []), Number(kib) / 1024])
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
    what: `memory of ${name}`,
    ...summaryOf(mib),
    unit: 'MiB',
    reach: 60,
  }))
  console.table([...rows, ...sizes])
}

/** What git knows of this workspace, with the packages of the registry linked. */
function copy() {
  const root = mkdtempSync(join(tmpdir(), 'azora-bench-'))
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: SOURCE,
    encoding: 'utf8',
  }).split('\n')
  for (const path of files.filter(file => file && existsSync(join(SOURCE, file)))) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    cpSync(join(SOURCE, path), join(root, path))
  }
  link(root, 'node_modules', name => name !== '@azora')
  cpSync(join(SOURCE, 'node_modules/@azora'), join(root, 'node_modules/@azora'), {
    recursive: true,
    verbatimSymlinks: true,
  })
  for (const members of ['packages', 'services']) {
    for (const member of readdirSync(join(root, members)))
      link(root, `${members}/${member}/node_modules`, () => true)
  }
  return root
}

function link(root, folder, isWanted) {
  if (!existsSync(join(SOURCE, folder))) return
  mkdirSync(join(root, folder), { recursive: true })
  for (const name of readdirSync(join(SOURCE, folder)).filter(isWanted))
    symlinkSync(join(SOURCE, folder, name), join(root, folder, name))
}
