import type { ConnectOptions, HostClient, LaunchOptions } from './api.js'

/** Connects to the running host of a checkout; null if none runs. */
export async function connect(_root: string, _options: ConnectOptions = {}): Promise<HostClient | null> {
  throw new TypeError('not yet')
}

/** Starts the host of a checkout, or finds the one that runs, and connects to it. */
export async function launch(_root: string, _options: LaunchOptions = {}): Promise<HostClient> {
  throw new TypeError('not yet')
}
