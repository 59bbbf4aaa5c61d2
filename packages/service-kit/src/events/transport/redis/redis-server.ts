import { REPLICA } from './redis-faults.js'

/** What a server says about itself that events depend on. */
export interface RedisServer {
  /** Whether what it has confirmed survives its process. */
  isDurable: boolean
  /** Tells one run of a server from the next if it does not keep what it holds; else nothing. */
  run: string
}

/** What a script knows as the identity of the memory: that of this run, if runs differ, and of no other. */
export function bareIdentity(known: string, { run }: RedisServer): string {
  if (known === '') return known
  return known.endsWith(run) ? known.slice(0, known.length - run.length) : run
}

const OLDEST_MAJOR = 7

/**
 * Reads what INFO says.
 *
 * @throws {Error} If events must not be given to the server: it would evict them, is a replica, or too old.
 */
export function redisServer(info: string): RedisServer {
  const values = new Map(
    info.split('\r\n').map(line => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1)]),
  )
  const value = (name: string) => values.get(name) ?? ''
  refuseOld(value('redis_version'))
  refuseEvicting(value('maxmemory_policy'))
  if (value('role') === 'slave') throw new Error(REPLICA)
  const isDurable = value('aof_enabled') === '1'
  return { isDurable, run: isDurable ? '' : `@${value('run_id')}` }
}

function refuseOld(version: string): void {
  if (Number.parseInt(version, 10) >= OLDEST_MAJOR) return
  throw new Error(`Redis ${version} is too old to carry events: ${OLDEST_MAJOR} or newer is needed`)
}

// Policies that evict only what expires by itself spare events, which do not.
function refuseEvicting(policy: string): void {
  if (!policy.startsWith('allkeys-')) return
  throw new Error(
    `this Redis drops events when its memory is full (maxmemory-policy ${policy}): set maxmemory-policy noeviction`,
  )
}
