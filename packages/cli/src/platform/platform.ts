import {
  connect,
  type HostClient,
  HostRefused,
  type LaunchOptions,
  launch,
  type Status,
} from '@azora/supervisor'
import { UserError } from '../exit.js'
import type { FailureCode } from '../failures.js'

/** The platform of one checkout: the running host, or word that there is none. */
export interface Platform {
  /** Null if nothing runs. */
  find(): Promise<HostClient | null>
  /** Does something with the running host. @throws {UserError} `platform-not-running` */
  use<T>(work: (host: HostClient) => Promise<T>): Promise<T>
  /** As `use`; null if nothing runs. */
  ask<T>(work: (host: HostClient) => Promise<T>): Promise<T | null>
  /** How everything is; null if nothing runs. */
  status(): Promise<Status | null>
  /** Starts the host, or finds the one that runs. */
  launch(options: LaunchOptions): Promise<HostClient>
}

/** The platform of the workspace with this root. */
export function platformOf(root: string): Platform {
  const find = () => asUserError(() => connect(root))
  const ask: Platform['ask'] = async work => {
    const host = await find()
    return host && closing(host, () => asUserError(() => work(host)))
  }
  return {
    find,
    ask,
    launch: options => asUserError(() => launch(root, options)),
    async use(work) {
      const done = await ask(async host => ({ result: await work(host) }))
      if (!done) throw new UserError('platform-not-running', 'Nothing runs in this checkout')
      return done.result
    },
    status: () => ask(host => host.status()),
  }
}

async function closing<T>(host: HostClient, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    await host.close()
  }
}

const CODES: Readonly<Record<string, FailureCode>> = {
  'unknown-service': 'unknown-service',
  'invalid-manifests': 'invalid-manifests',
  'start-failed': 'start-failed',
  'task-failed': 'migration-failed',
  'no-database': 'no-database',
  'other-version': 'other-version',
  'host-silent': 'host-silent',
}

/** Lets a host's refusal be a failure that says what helps. */
export async function asUserError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof HostRefused)) throw error
    throw new UserError(CODES[error.code] ?? 'host-failed', error.message, { cause: error })
  }
}
