import type { Kit, Resource } from './resource.js'

/** Where a service is in its life. Traffic is welcome in `ready` alone. */
export type LifecycleState = 'starting' | 'ready' | 'draining' | 'stopped'

/** A resource with the name it is reported under. */
export interface NamedResource {
  name: string
  resource: Resource
}

/** What a stop that failed was about. */
export interface StopFailure {
  name: string
  error: unknown
}

/** Thrown when a resource does not start; everything started before it has been stopped by then. */
export class StartFailed extends Error {
  readonly resource: string
  readonly stopFailures: readonly StopFailure[]

  constructor(resource: string, stopFailures: readonly StopFailure[], cause: unknown) {
    super(`${resource} did not start: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'StartFailed'
    this.resource = resource
    this.stopFailures = stopFailures
  }
}

/** Starts resources in order and stops them in reverse, each under a deadline, one failure never sparing the rest. */
export class Lifecycle {
  readonly #started: NamedResource[] = []
  readonly #kit: Kit
  readonly #stopDeadlineMs: number
  state: LifecycleState = 'starting'

  /** @param stopDeadlineMs How long a resource may take to stop, unless it says otherwise, before it is named and left behind. */
  constructor(kit: Kit, stopDeadlineMs: number) {
    this.#kit = kit
    this.#stopDeadlineMs = stopDeadlineMs
  }

  /** Starts one after the other. Throws {@link StartFailed}; what was started is stopped again before it does. */
  async start(resources: readonly NamedResource[]): Promise<void> {
    for (const named of resources) {
      this.#started.push(named)
      try {
        await named.resource.start?.(this.#kit)
      } catch (cause) {
        throw new StartFailed(named.name, await this.stop(), cause)
      }
    }
  }

  /** How long stopping what was started takes at most. */
  get stopMs(): number {
    const deadlines = this.#started.map(({ resource }) => (resource.stop ? this.#deadlineOf(resource) : 0))
    return deadlines.reduce((sum, ms) => sum + ms, 0)
  }

  /** Stops what was started, last first, and returns what failed or overran its deadline. */
  async stop(): Promise<StopFailure[]> {
    this.state = 'draining'
    const failures: StopFailure[] = []
    for (const { name, resource } of this.#started.splice(0).toReversed()) {
      try {
        await within(this.#deadlineOf(resource), async () => resource.stop?.())
      } catch (error) {
        failures.push({ name, error })
      }
    }
    this.state = 'stopped'
    return failures
  }

  #deadlineOf({ stopDeadlineMs }: Resource): number {
    return stopDeadlineMs ?? this.#stopDeadlineMs
  }
}

async function within(deadlineMs: number, stop: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const overran = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`did not stop within ${deadlineMs} ms`)), deadlineMs)
  })
  try {
    await Promise.race([stop(), overran])
  } finally {
    clearTimeout(timer)
  }
}
