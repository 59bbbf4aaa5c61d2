import { type LoadedManifest, loadManifests, plan } from '@azora/manifest'
import type { RunOptions } from './api.js'
import { Conditions } from './conditions.js'
import type { HostSettings } from './config.js'
import { Foundation } from './infrastructure/foundation.js'
import type { InfrastructureContext } from './infrastructure/infrastructure.js'
import { PostgresInfrastructure } from './postgres/postgres-infrastructure.js'
import { Guard } from './process/guard.js'
import { endLeftovers, Processes } from './process/processes.js'
import { RedisInfrastructure } from './redis/redis-infrastructure.js'
import { PortBook } from './services/port-book.js'
import { type Paths, pathsOf } from './state/paths.js'
import { ensureCredentials, Secrets } from './state/secrets.js'

/** What a platform's life needs and does not change. */
export interface Platform {
  readonly paths: Paths
  readonly run: RunOptions
  readonly settings: HostSettings
  readonly secrets: Secrets
  readonly ports: PortBook
  readonly guard: Guard
  readonly processes: Processes
  readonly conditions: Conditions
  /** As they were when the platform was opened. */
  readonly manifests: readonly LoadedManifest[]
}

/**
 * Reads a checkout and makes its secrets; starts nothing.
 * @throws {InvalidManifests | PlanRefused} before anything is started
 */
export async function openPlatform(root: string, run: RunOptions, settings: HostSettings): Promise<Platform> {
  const paths = pathsOf(root)
  const manifests = await loadManifests(paths.root)
  plan(manifests.map(({ manifest }) => manifest))
  await endLeftovers(paths.processes)
  await ensureCredentials(paths)
  const secrets = await Secrets.load(paths, run.profile)
  const ports = await PortBook.open(paths.ports)
  const guard = new Guard()
  return {
    paths,
    run,
    manifests,
    settings,
    secrets,
    ports,
    guard,
    processes: new Processes(guard, paths.processes),
    conditions: new Conditions(),
  }
}

/** The infrastructure of a platform. A further part is added here. */
export function infrastructureOf(
  { paths, processes, secrets, settings }: Platform,
  listeners: Pick<InfrastructureContext, 'onChange' | 'onLog' | 'onMoved'>,
) {
  const context = { paths, processes, secrets, settings, ...listeners }
  const postgres = new PostgresInfrastructure(context)
  return { postgres, foundation: new Foundation([postgres, new RedisInfrastructure(context)]) }
}
