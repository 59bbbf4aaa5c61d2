import type { InfrastructureStatus, ServiceState, ServiceStatus, Status } from '@azora/supervisor'
import type { StatusDocument } from '../documents/status.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { Look } from '../look.js'

/** The document of a platform, or of none. */
export function statusDocument(root: string, status: Status | null): StatusDocument {
  if (!status) {
    const nothing = { profile: null, host: null, startMs: null, infrastructure: [], services: [] }
    return { state: 'stopped', root, ...nothing }
  }
  // JSON has no `readonly`.
  const { schemaVersion: _, ...document } = structuredClone(status)
  return document as StatusDocument
}

/** 0 if everything is ready, 6 if something is not. */
export function statusExit({ state }: Pick<StatusDocument, 'state'>): ExitCode {
  return state === 'ready' ? exitCodes.ok : exitCodes.unhealthy
}

/** A platform as a table, and under it what it stands on. */
export function statusText({ state, services, infrastructure }: StatusDocument, look: Look): string {
  if (state === 'stopped') return `Nothing runs here. Start it: ${look.accent('azora up')}`
  const parts = [
    servicesTable(services, look),
    infrastructure.map(part => infrastructureLine(part, look)).join('\n'),
    ...services
      .filter(service => service.lastError && !service.ready)
      .map(service => lastWords(service, look)),
  ]
  return parts.filter(Boolean).join('\n\n')
}

type Row = Pick<ServiceStatus, 'name' | 'state' | 'url' | 'pid' | 'restarts' | 'lastError'>

/** Services as a table. */
export function servicesTable(services: readonly Row[], look: Look): string {
  return look.table(
    ['service', 'state', 'address', 'pid', 'restarts'],
    services.map(({ name, state, url, pid, restarts }) => [
      look.bold(name),
      stateText(state, look),
      url ?? '',
      pid?.toString() ?? '',
      restarts > 0 ? look.warn(String(restarts)) : '',
    ]),
  )
}

/** A service's state in its color. */
export function stateText(state: ServiceState, look: Look): string {
  if (state === 'ready') return look.good(state)
  if (state === 'failed' || state === 'unready') return look.bad(state)
  return state === 'stopped' ? look.dim(state) : look.warn(state)
}

const INFRASTRUCTURE_PAINTS: Readonly<Record<string, 'good' | 'bad' | 'dim'>> = {
  ready: 'good',
  failed: 'bad',
  absent: 'dim',
  stopped: 'dim',
}

/** One line on a database or broker. */
export function infrastructureLine(
  { name, state, summary }: Pick<InfrastructureStatus, 'name' | 'state' | 'summary'>,
  look: Look,
): string {
  const paint = look[INFRASTRUCTURE_PAINTS[state] ?? 'warn']
  return `${look.bold(name)}  ${paint(state)}  ${look.dim(summary)}`
}

const LAST_LINES = 6

function lastWords({ name, lastError }: Row, look: Look) {
  const lines = (lastError ?? '').trim().split('\n').slice(0, LAST_LINES)
  return `${look.bad(name)} ${lines.join('\n')}\n  ${look.dim('see')} ${look.accent(`azora logs ${name}`)}`
}
