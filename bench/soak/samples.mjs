// What a running platform holds: of each process its memory, handles and sockets, and the connections of PostgreSQL.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { childrenOf } from '../processes.mjs'
import { collected } from './collected.mjs'

const MIB = 1024 * 1024

/** @returns {Promise<Record<string, number>>} values by `process: what` */
export async function sampled({ host, services, infrastructure }) {
  const postgres = infrastructure.find(({ name }) => name === 'postgres')
  const ofServices = await Promise.all(services.map(sampledService))
  return Object.assign(
    named('supervisor', ofProcess(host.pid)),
    postgres?.pid ? { 'postgres: processes': childrenOf(postgres.pid).length } : {},
    ...ofServices,
  )
}

async function sampledService({ name, url, pid, instances: [{ inspectUrl }] }) {
  await collected(inspectUrl)
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const metric = id => Number(new RegExp(`^${id}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(metrics)?.[1])
  return named(name, {
    ...ofProcess(pid),
    'heap MiB': metric('nodejs_heap_size_used_bytes') / MIB,
    'external MiB': metric('nodejs_external_memory_bytes') / MIB,
    handles: metric('nodejs_active_handles_total'),
  })
}

function ofProcess(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  const open = readdirSync(`/proc/${pid}/fd`).map(fd => targetOf(`/proc/${pid}/fd/${fd}`))
  return {
    'RSS MiB': Number(kib) / 1024,
    files: open.length,
    sockets: open.filter(target => target.startsWith('socket:')).length,
  }
}

// A descriptor may be closed between listing and looking.
function targetOf(path) {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

const named = (name, values) =>
  Object.fromEntries(Object.entries(values).map(([what, value]) => [`${name}: ${what}`, value]))
