/** Whether the platform as a whole is coming up, up, partly up, or going down. */
export type PlatformState = 'starting' | 'ready' | 'degraded' | 'stopping' | 'stopped'

/**
 * Where a service is in its life. `ready` answers `GET /readyz` with 200; `unready` runs but does not; `waiting` sits out a
 * back-off before its next start; `failed` has used up its restart budget, or could not be built, migrated or configured.
 */
export type ServiceState =
  | 'pending'
  | 'building'
  | 'migrating'
  | 'starting'
  | 'ready'
  | 'unready'
  | 'waiting'
  | 'failed'
  | 'stopping'
  | 'stopped'

/** One process of a service. */
export interface InstanceStatus {
  /** `<service>-<n>`, n from 1. */
  readonly id: string
  readonly state: ServiceState
  readonly ready: boolean
  readonly pid: number | null
  readonly url: string | null
  readonly port: number | null
  /** Starts after the first one that nobody asked for: crashes, not `restart` or reloads. */
  readonly restarts: number
  /** RFC 3339, UTC: when the running process was started. */
  readonly startedAt: string | null
  /** Why the last process ended, in a sentence; its last words if it left any. */
  readonly lastError: string | null
  /** Where a debugger attaches (`--inspect`). */
  readonly inspectUrl: string | null
}

/** A service: what its manifest says, and how it is. `url`, `port` and `pid` are those of its first instance. */
export interface ServiceStatus {
  readonly name: string
  readonly title: string
  readonly kind: 'service' | 'gateway'
  readonly category: string
  readonly criticality: 'essential' | 'standard' | 'optional'
  readonly needs: readonly string[]
  /** Its start wave, from 0. */
  readonly wave: number
  readonly state: ServiceState
  readonly ready: boolean
  readonly url: string | null
  readonly port: number | null
  readonly pid: number | null
  readonly restarts: number
  readonly startedAt: string | null
  readonly lastError: string | null
  readonly instances: readonly InstanceStatus[]
}

/** A database or broker beneath the services. Its address never holds a password. */
export interface InfrastructureStatus {
  readonly name: string
  /** `given` by the environment, `embedded` from npm, found on the `path`, or `none`. */
  readonly origin: 'given' | 'embedded' | 'path' | 'none'
  readonly state: 'starting' | 'ready' | 'restarting' | 'failed' | 'stopped' | 'absent'
  readonly pid: number | null
  readonly address: string | null
  /** What was chosen and why, in a sentence for people. */
  readonly summary: string
  readonly lastError: string | null
}

/** Everything known about the platform of one checkout; also the content of `.azora/state.json`. */
export interface Status {
  readonly schemaVersion: 1
  readonly root: string
  readonly state: PlatformState
  readonly profile: 'local' | 'production'
  readonly host: {
    readonly pid: number
    readonly startedAt: string
    readonly attached: number
    readonly watch: boolean
  }
  /** Milliseconds from the host's start until everything asked for was ready or had failed; null until then. */
  readonly startMs: number | null
  readonly infrastructure: readonly InfrastructureStatus[]
  /** In start order. */
  readonly services: readonly ServiceStatus[]
}

/** One line a service, or the host itself (`azora`), has written. */
export interface LogLine {
  readonly at: string
  /** The service's name, `postgres`, `redis` or `azora`. */
  readonly source: string
  /** The instance's id, or the source again. */
  readonly instance: string
  readonly stream: 'stdout' | 'stderr'
  /** As written: usually a JSON record of the service's logger. */
  readonly line: string
}

/** What `events()` tells, as it happens; of the platform when its state changes, and when its start is over. */
export type SupervisorEvent =
  | { readonly type: 'platform'; readonly at: string; readonly status: Status }
  | { readonly type: 'service'; readonly at: string; readonly service: ServiceStatus }
  | { readonly type: 'infrastructure'; readonly at: string; readonly infrastructure: InfrastructureStatus }
  | { readonly type: 'log'; readonly log: LogLine }
  | {
      readonly type: 'reload'
      readonly at: string
      readonly service: string
      readonly files: readonly string[]
    }
  | {
      readonly type: 'notice'
      readonly at: string
      readonly level: 'info' | 'warn' | 'error'
      readonly message: string
    }

/** How the platform is to be run. */
export interface RunOptions {
  /** Services to run, with everything they need. Default: all. */
  readonly services?: readonly string[]
  /** Rebuild and restart a service when one of its sources is saved. Default false. */
  readonly watch?: boolean
  /** Services to start with `--inspect` on a free port; true for all. Default none. */
  readonly inspect?: boolean | readonly string[]
  /** Ports to try before those of the manifests. */
  readonly ports?: Readonly<Record<string, number>>
  /** Default `local`. */
  readonly profile?: 'local' | 'production'
  /** Environment variables by service, over what the manifest says. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** How `launch` starts or finds the host. */
export interface LaunchOptions extends RunOptions {
  /** The platform stops when this client's connection ends without `detach()`. Default true. */
  readonly attach?: boolean
}

export interface ConnectOptions {
  /** As `LaunchOptions.attach`. Default false. */
  readonly attach?: boolean
}

export interface EventOptions {
  /** Whether `log` events are wanted. Default false. */
  readonly logs?: boolean
  /** Ends the iteration. */
  readonly signal?: AbortSignal
}

/** A request the host refused or could not carry out. */
export class HostRefused extends Error {
  override readonly name = 'HostRefused'
  /** Kebab-case: `unknown-service`, `no-database`, `not-in-production`, `task-failed`, `invalid-manifests`, `start-failed`, `host-gone`, `other-version`, `failed`. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Where a service's data is. */
export interface ServiceDatabase {
  readonly service: string
  readonly name: string
  /** Address for the service's own role. */
  readonly url: string
  /** Address of the same server for an administrator. */
  readonly adminUrl: string
}

/** A service's own report on its settings, secrets masked, and which process it is about. */
export interface ServiceConfiguration {
  readonly [part: string]: unknown
  /** `running`: what runs, and would start alike now. `next-start`: what a start would take now. */
  readonly as: 'running' | 'next-start'
  /** Why it is about the next start, in a phrase. */
  readonly because: string | null
}

/**
 * How a host came to its end: `ended` as asked; `woken` before, for it had been stopped (SIGSTOP, a debugger); `killed`, for it
 * did not hear even then.
 */
export type HostEnding = 'ended' | 'woken' | 'killed'

/** A connection to the host process of one checkout. */
export interface HostClient {
  /** True if this `launch` started the host; false if it ran already. */
  readonly launched: boolean
  /** @throws {HostRefused} `host-silent` after 10 s */
  status(): Promise<Status>
  /** A first `platform` event with the present status, then whatever happens, until the host ends or `signal` aborts. */
  events(options?: EventOptions): AsyncIterable<SupervisorEvent>
  /**
   * Starts services and what they need; none named: all. Answers when each is ready or has failed.
   * @throws {HostRefused} `unknown-service`, with the nearest names
   */
  up(services?: readonly string[]): Promise<Status>
  /** Resolves when everything now wanted is ready or has failed. */
  settled(): Promise<Status>
  /** Restarts services one after another; their dependants keep running. Answers when each is ready or has failed. */
  restart(services: readonly string[]): Promise<Status>
  /** Stops services alone; they stay stopped until asked for again. */
  stop(services: readonly string[]): Promise<Status>
  /**
   * What a service is configured by. Of one that runs, what its process has told when it began to listen; of one that
   * does not, or would start otherwise now, what its `config --json` prints, faults included.
   * @throws {HostRefused} `unknown-service`, `task-failed`
   */
  config(service: string): Promise<ServiceConfiguration>
  /**
   * Migrates or seeds a service's database, whatever has been done before; the service is left as it is.
   * @throws {HostRefused} `unknown-service`, `task-failed` with the task's last words
   */
  task(service: string, task: 'migrate' | 'seed'): Promise<void>
  /** The databases of all services that have one, passwords included. */
  databases(): Promise<readonly ServiceDatabase[]>
  /**
   * Ends a process as `kill -9` would, for a trial: an instance (`education-1`) or infrastructure (`postgres`, `redis`) that
   * the host runs. It is back at once, and the kill counts for no crash. Resolves with its number; null if it is away.
   * @throws {HostRefused} `unknown-service`, `not-in-production`
   */
  kill(process: string): Promise<number | null>
  /**
   * Removes a service's database with everything in it and makes it anew, migrated and seeded; a running service is
   * stopped meanwhile.
   * @throws {HostRefused} `unknown-service`, `no-database`
   */
  resetDatabase(service: string): Promise<Status>
  /**
   * Stops everything, the host included. Resolves when the host process is gone, at the latest 10 s after it fell silent (120 s, if it
   * hears); if it was `killed`, `clearLeftovers` ends what its guard has not ended yet.
   */
  down(): Promise<HostEnding>
  /** From now on the platform outlives this client. */
  detach(): Promise<void>
  /** Ends the connection; an attached one takes the platform down. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** The places under `.azora` other programs may read. */
export interface StatePaths {
  readonly state: string
  readonly routes: string
  readonly credentials: string
  readonly secrets: string
  /** One file per service, `<name>.log`, of JSON lines `LogLine`; the one before it is `<name>.1.log`. */
  readonly logs: string
  readonly cache: string
}
