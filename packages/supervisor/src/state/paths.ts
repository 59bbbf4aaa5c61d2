import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { StatePaths } from '../api.js'
import { SHARED_STATE } from '../postgres/binaries.js'

/** Every place the supervisor writes to. */
export interface Paths extends StatePaths {
  readonly root: string
  /** `.azora`, mode 0700. */
  readonly home: string
  /** Who runs: the host's address, its lock, the processes it has started. */
  readonly run: string
  readonly host: string
  readonly lock: string
  readonly processes: string
  readonly ports: string
  readonly serviceKeys: string
  /** Data and password of the embedded PostgreSQL; root's is where an unprivileged user can reach it. */
  readonly postgres: string
  readonly redis: string
  /** Traces, kept by the services themselves. */
  readonly spans: string
}

/** The places of a checkout. Nothing is made. */
export function pathsOf(root: string): Paths {
  const checkout = realpathSync(root)
  const home = join(checkout, '.azora')
  const at = (...names: string[]) => join(home, ...names)
  return {
    root: checkout,
    home,
    run: at('run'),
    host: at('run', 'host.json'),
    lock: at('run', 'host.lock'),
    processes: at('run', 'processes.json'),
    ports: at('run', 'ports.json'),
    serviceKeys: at('run', 'service-keys.json'),
    state: at('state.json'),
    routes: at('routes.json'),
    credentials: at('credentials.json'),
    secrets: at('secrets.json'),
    logs: at('logs'),
    cache: at('cache'),
    redis: at('redis'),
    spans: at('spans'),
    postgres: process.getuid?.() === 0 ? join(SHARED_STATE, hashOf(checkout), 'postgres') : at('postgres'),
  }
}

function hashOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16)
}
