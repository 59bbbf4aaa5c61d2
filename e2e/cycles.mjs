// Whether starting and stopping the platform, again and again, leaves anything behind.
//
//   npm run cycles -w @azora/e2e [-- --cycles 100]
//
// On a copy of this workspace, and by what its own processes have had: others may use the machine meanwhile. What is counted
// after the first cycle must be the same after the last. Linux only; exits 1 when anything has grown.
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { azora } from '../tools/azora.mjs'
import { loadSource } from '../tools/load-source.mjs'
import { tcpSockets } from '../tools/tcp-sockets.mjs'
import { copyWorkspace, removeWorkspace } from '../tools/workspace-copy.mjs'

const { values } = parseArgs({ options: { cycles: { type: 'string', default: '100' } } })
const cycles = Number(values.cycles)
const { pathsOf } = await loadSource('packages/supervisor/src/state/paths.ts')

const root = copyWorkspace()
const scratch = mkdtempSync(join(tmpdir(), 'azora-cycles-'))
const { home, postgres, state } = pathsOf(root)
/** Everything any cycle has had, by what would be left of it. */
const had = { processes: new Map(), ports: new Set(), files: new Set(), segments: new Set() }
let most = {}

try {
  cycle()
  const before = counts()
  for (let i = 1; i < cycles; i++) cycle()
  report(before, counts())
} finally {
  azoraHere('down')
  removeWorkspace(root, postgres)
  rmSync(scratch, { recursive: true, force: true })
}

function cycle() {
  azoraHere('up', '--detach', '--wait')
  const pids = family()
  note(pids)
  const now = { ...counts(), 'open files': sum(pids.map(openFiles)) }
  most = Object.fromEntries(Object.entries(now).map(([what, n]) => [what, Math.max(n, most[what] ?? 0)]))
  azoraHere('down')
}

function azoraHere(...args) {
  azora(root, args, { TMPDIR: scratch })
}

/** The host, what it has started, and what those have. */
function family() {
  const { host } = JSON.parse(readFileSync(state, 'utf8'))
  const parents = new Map(allPids().map(pid => [pid, statOf(pid)?.parent]))
  const pids = [host.pid]
  for (const pid of pids) for (const [child, parent] of parents) if (parent === pid) pids.push(child)
  return pids
}

function note(pids) {
  for (const pid of pids) had.processes.set(pid, statOf(pid)?.started)
  for (const { port } of listeners(pids)) had.ports.add(port)
  for (const pid of pids) for (const file of sharedFiles(pid)) had.files.add(file)
  for (const { id, creator } of segments()) if (pids.includes(creator)) had.segments.add(id)
}

/** What there is now of everything there has been. */
function counts() {
  const survivors = [...had.processes].filter(([pid, started]) => statOf(pid)?.started === started)
  const pids = survivors.map(([pid]) => pid)
  const open = new Set(listeners().map(({ port }) => port))
  return {
    processes: pids.length,
    'listening ports': [...had.ports].filter(port => open.has(port)).length,
    'open files': sum(pids.map(openFiles)),
    'files in .azora': filesIn(home),
    'files around the data': filesIn(postgres, isAroundData),
    'temporary files': filesIn(scratch),
    'files in /dev/shm': [...had.files].filter(path => existsSync(path)).length,
    'SysV segments': segments().filter(({ id }) => had.segments.has(id)).length,
  }
}

/** What PostgreSQL keeps in its folders is its own: vacuuming adds maps of free space, writing adds segments of its log. */
function isAroundData(path) {
  return !/^data\/(?!base\/pgsql_tmp\/)[^/]+\//.test(path)
}

function report(before, after) {
  const rows = Object.keys(before).map(what => [
    what,
    { 'after the first': before[what], 'after the last': after[what], 'most while up': most[what] },
  ])
  console.log(`${cycles} cycles of up and down`)
  console.table(Object.fromEntries(rows))
  const grown = Object.keys(before).filter(what => after[what] > before[what])
  if (grown.length === 0) return
  console.error(`Grown: ${grown.join(', ')}`)
  process.exitCode = 1
}

function allPids() {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
}

/** proc(5): the second field is the command in parentheses, and may hold any character. */
function statOf(pid) {
  const text = textOf(`/proc/${pid}/stat`)
  const [state, parent, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return text === '' || state === 'Z' ? undefined : { parent: Number(parent), started: rest[17] }
}

function openFiles(pid) {
  return namesIn(`/proc/${pid}/fd`).length
}

/** Sockets that listen, of some processes or of all. */
function listeners(pids) {
  const own =
    pids &&
    new Set(pids.flatMap(pid => namesIn(`/proc/${pid}/fd`).map(fd => linkOf(`/proc/${pid}/fd/${fd}`))))
  return tcpSockets().filter(
    ({ state, inode }) => state === 'listening' && (!own || own.has(`socket:[${inode}]`)),
  )
}

function sharedFiles(pid) {
  return textOf(`/proc/${pid}/maps`).match(/\/dev\/shm\/\S+/g) ?? []
}

function segments() {
  const [header = '', ...rows] = textOf('/proc/sysvipc/shm').trim().split('\n')
  const names = header.trim().split(/\s+/)
  const [id, creator] = [names.indexOf('shmid'), names.indexOf('cpid')]
  return rows
    .map(row => row.trim().split(/\s+/).map(Number))
    .map(row => ({ id: row[id], creator: row[creator] }))
}

function filesIn(folder, isCounted = () => true) {
  if (!existsSync(folder)) return 0
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter(entry => !entry.isDirectory()).map(entry => join(entry.parentPath, entry.name))
  return paths.filter(path => isCounted(path.slice(folder.length + 1))).length
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Whatever it was about has ended.
    return ''
  }
}

function namesIn(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function linkOf(path) {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function sum(numbers) {
  return numbers.reduce((total, n) => total + n, 0)
}
