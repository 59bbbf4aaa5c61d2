import type { Manifest } from '@azora/manifest'
import type { InfrastructureStatus, LogLine } from '../api.js'
import type { HostSettings } from '../config.js'
import type { Processes } from '../process/processes.js'
import type { Paths } from '../state/paths.js'
import type { Secrets } from '../state/secrets.js'

/**
 * Something beneath the services: a database, a cache, a broker. One that is given by address is checked, one that we
 * start is kept running until `stop`.
 */
export interface Infrastructure {
  readonly name: string
  readonly status: InfrastructureStatus
  isWantedBy(manifest: Manifest): boolean
  /** Resolves when it can be used. @throws {InfrastructureFault} with what helps */
  start(): Promise<void>
  /** Makes what a service has asked for; safe to repeat. */
  provision(manifest: Manifest): Promise<void>
  /** What a service's processes are told. Only after `provision`. */
  environment(manifest: Manifest): Record<string, string>
  /** Ends its process as `kill -9` would; null if none of ours runs. It comes back by itself. */
  kill(): number | null
  stop(): Promise<void>
}

/** What an infrastructure may use. */
export interface InfrastructureContext {
  readonly paths: Paths
  readonly processes: Processes
  readonly secrets: Secrets
  readonly settings: HostSettings
  readonly onChange: (infrastructure: Infrastructure) => void
  readonly onLog: (log: LogLine) => void
  /** Its address is another than services have been told. */
  readonly onMoved: (infrastructure: Infrastructure) => void
}

/** A line that an infrastructure's own process has written. */
export function infrastructureLine(source: string, line: string): LogLine {
  return { at: new Date().toISOString(), source, instance: source, stream: 'stderr', line }
}

/** An address people may see. */
export function withoutPassword(address: string): string {
  const url = new URL(address)
  url.password = ''
  url.username = ''
  return url.href
}
