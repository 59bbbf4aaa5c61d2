import type { LoadedManifest } from '@azora/manifest'
import type { InstanceStatus, PlatformState, ServiceState, ServiceStatus } from '../api.js'

/** The states of instances, most urgent first: a service is in the first that one of its instances is in. */
const URGENCY: readonly ServiceState[] = [
  'failed',
  'waiting',
  'unready',
  'starting',
  'stopping',
  'pending',
  'stopped',
  'ready',
]

/** What a service is doing before it has processes. */
export interface Preparation {
  readonly stage: 'none' | 'pending' | 'building' | 'migrating'
  /** Why it cannot be started, or not be renewed. */
  readonly failure: string | null
}

export interface ServiceFacts {
  readonly loaded: LoadedManifest
  readonly wave: number
  readonly preparation: Preparation
  readonly instances: readonly InstanceStatus[]
  /** Where all its instances are reached together, if they share a socket. */
  readonly heldPort: number | null
}

const NOWHERE = { url: null, port: null, pid: null, startedAt: null }

/** A service's status from what is known of it. */
export function serviceStatus({
  loaded,
  wave,
  preparation,
  instances,
  heldPort,
}: ServiceFacts): ServiceStatus {
  const { manifest } = loaded
  const first = instances[0] ?? NOWHERE
  const isThere = instances.some(({ url }) => url !== null)
  const shared =
    heldPort !== null && isThere ? { url: `http://127.0.0.1:${heldPort}`, port: heldPort } : first
  return {
    name: manifest.name,
    title: manifest.title,
    kind: manifest.kind,
    category: manifest.category,
    criticality: manifest.criticality,
    needs: manifest.needs.map(({ service }) => service),
    wave,
    state: stateOf(preparation, instances),
    ready: instances.some(({ ready }) => ready),
    url: shared.url,
    port: shared.port,
    pid: first.pid,
    restarts: instances.reduce((sum, { restarts }) => sum + restarts, 0),
    startedAt: first.startedAt,
    lastError: preparation.failure ?? instances.find(({ lastError }) => lastError)?.lastError ?? null,
    instances,
  }
}

function stateOf({ stage, failure }: Preparation, instances: readonly InstanceStatus[]): ServiceState {
  const isActive = instances.some(({ state }) => state !== 'stopped')
  if (isActive)
    return URGENCY.find(state => instances.some(instance => instance.state === state)) ?? 'stopped'
  if (stage !== 'none') return stage
  return failure === null ? 'stopped' : 'failed'
}

/** The platform's state: what is stopped on purpose takes nothing away; what has failed or is not ready does. */
export function platformState(services: readonly ServiceStatus[]): PlatformState {
  const wanted = services.filter(({ state }) => state !== 'stopped')
  if (wanted.every(({ state }) => state === 'ready')) return 'ready'
  return wanted.some(({ state, lastError }) => COMING.has(state) && lastError === null)
    ? 'starting'
    : 'degraded'
}

const COMING = new Set<ServiceState>(['pending', 'building', 'migrating', 'starting'])
