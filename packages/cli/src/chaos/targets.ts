import type { HostClient, ServiceDatabase, Status } from '@azora/supervisor'
import { withConnection } from '../db/query.js'
import { UserError } from '../exit.js'
import { isOutage } from './outage.js'
import { oneOf } from './schedule.js'

/** Ends a process as `kill -9` does. Resolves with its number; null while there is none. */
export type Kill = (random: () => number) => Promise<number | null>

/** What can be killed, by the name it has in the schedule. */
export interface Targets {
  readonly kills: ReadonlyMap<string, Kill>
  /** By kind: services, broker, database, as far as they are ours to kill. */
  readonly kinds: readonly (readonly [string, ...string[]])[]
  /** What is left out, and why. */
  readonly notes: readonly string[]
}

/** Where a trial takes place. */
export interface Ground {
  readonly host: HostClient
  readonly status: Status
  /** Of the services that take part. */
  readonly databases: readonly [ServiceDatabase, ...ServiceDatabase[]]
  readonly transport: string
}

const BROKER = 'broker'
const DATABASE = 'database'
const BUS = 'azora_bus'
const CONNECT_MS = 1_000
const SESSIONS = `SELECT pid FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend' ORDER BY pid`

interface Session {
  pid: number
}

/** Whether a service runs, or will again by itself: one that was stopped on purpose does not. */
export function isWanted(services: Status['services'], name: string): boolean {
  return services.some(service => service.name === name && service.state !== 'stopped')
}

/** What `--kill` may name, and how it is done. @throws {UserError} `unknown-service`, `not-ours`, `not-taken-up` */
export function targetsOf(ground: Ground, wanted: string): Targets {
  const known = ground.status.services.map(({ name }) => name)
  const services = known.filter(name => isWanted(ground.status.services, name))
  const taking = ground.databases.map(({ service }) => service)
  const broker = brokerOf(ground)
  const database = isOurs(ground.status, 'postgres') ? killOf(ground.host, 'postgres') : null
  const kills = new Map<string, Kill>([
    ...services.map(name => [name, instanceOf(ground.host, name)] as const),
    ...(broker ? [[BROKER, broker] as const] : []),
    ...(database ? [[DATABASE, database] as const] : []),
  ])
  if (wanted !== 'random') return { kills, kinds: [[required(kills, wanted, known)]], notes: [] }
  const kinds = [taking, [BROKER], [DATABASE]].map(kind => kind.filter(name => kills.has(name)))
  const absent = [BROKER, DATABASE].filter(name => !kills.has(name))
  return {
    kills,
    kinds: kinds.filter(isFilled),
    notes: absent.map(name => `the ${name} is not killed: it was given by address, and is not ours`),
  }
}

function isFilled(names: readonly string[]): names is [string, ...string[]] {
  return names.length > 0
}

function required(kills: ReadonlyMap<string, Kill>, wanted: string, known: readonly string[]): string {
  if (kills.has(wanted)) return wanted
  if (known.includes(wanted))
    throw new UserError('not-taken-up', `${wanted} was stopped: there is nothing to kill`, {
      remedy: `azora up ${wanted}`,
    })
  if (wanted === BROKER || wanted === DATABASE)
    throw new UserError('not-ours', `The ${wanted} was given by address, and is not ours to kill`)
  throw new UserError('unknown-service', `There is no service ${wanted}`, {
    remedy: `Name one of random, ${[...known, BROKER, DATABASE].join(', ')}.`,
  })
}

/** On PostgreSQL the broker is a database of the same server: one of its sessions dies, and the server with all others recovers. */
function brokerOf({ host, status, databases, transport }: Ground): Kill | null {
  if (transport === 'postgresql' && isOurs(status, 'postgres')) return sessionOf(databases[0].adminUrl)
  return isOurs(status, transport) ? killOf(host, transport) : null
}

function isOurs({ infrastructure }: Status, name: string): boolean {
  return infrastructure.some(part => part.name === name && ['embedded', 'path'].includes(part.origin))
}

function killOf(host: HostClient, process: string): Kill {
  return () => host.kill(process)
}

function instanceOf(host: HostClient, name: string): Kill {
  return async random => {
    const { services } = await host.status()
    const running = services.find(service => service.name === name)?.instances.filter(({ ready }) => ready)
    return running?.length ? host.kill(oneOf(running, random).id) : null
  }
}

function sessionOf(adminUrl: string): Kill {
  return async random => {
    try {
      const { rows } = await withConnection(
        adminUrl,
        client => client.query<Session>(SESSIONS, [BUS]),
        CONNECT_MS,
      )
      if (rows.length === 0) return null
      const { pid } = oneOf(rows, random)
      process.kill(pid, 'SIGKILL')
      return pid
    } catch (error) {
      // It recovers from an earlier kill, or the session has just ended: there is none to kill at the moment.
      if (isOutage(error)) return null
      throw error
    }
  }
}
