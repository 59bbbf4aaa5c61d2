import type { ManagedService } from './services/managed-service.js'
import type { ContractSummary } from './services/messages.js'

/** The content of `.azora/routes.json`: all that runs, what it serves and where. Gateway and command line follow it. */
export interface RouteTable {
  readonly schemaVersion: 1
  readonly services: readonly {
    readonly name: string
    readonly kind: 'service' | 'gateway'
    readonly contract: ContractSummary
    /** Whether it comes back by itself when no instance is ready. */
    readonly expected: boolean
    readonly instances: readonly { id: string; url: string; pid: number; ready: boolean }[]
  }[]
}

/** The table of services whose contract is known; one without a live instance stays, so that callers hear 503, not 404. */
export function routeTable(services: readonly ManagedService[]): RouteTable {
  return { schemaVersion: 1, services: services.flatMap(entryOf) }
}

function entryOf(service: ManagedService): RouteTable['services'] {
  const { name, loaded, instances, contract, isExpected: expected } = service
  if (!contract) return []
  const live = instances.flatMap(({ status: { id, url, pid, ready } }) =>
    url !== null && pid !== null ? [{ id, url, pid, ready }] : [],
  )
  return [{ name, kind: loaded.manifest.kind, contract, expected, instances: live }]
}
