import type { RunOptions, ServiceConfiguration, ServiceDatabase, Status, SupervisorEvent } from '../api.js'
import type { ProcessIdentity } from '../process/identity.js'

/** Raised when client and host of before and after would misunderstand each other. Addresses of hosts before 2 hold none. */
export const PROTOCOL = 2

/** What every client may ask every host, older or newer: how it is, and to end. These only ever gain parts. */
export const LASTING: ReadonlySet<Method> = new Set<Method>(['status', 'down', 'attach', 'detach'])

/**
 * What client and host say over the host's socket, one JSON document a line: the client asks, the host answers with the
 * same `id`; events of a subscription carry the `id` of the request that began it. The socket lies in a folder that only
 * its owner may enter, which is all the proof of identity there is, and needs to be.
 */
export interface Methods {
  readonly status: { readonly params: Record<string, never>; readonly result: Status }
  readonly subscribe: { readonly params: { readonly logs: boolean }; readonly result: null }
  readonly unsubscribe: { readonly params: { readonly id: number }; readonly result: null }
  readonly settled: { readonly params: Record<string, never>; readonly result: Status }
  readonly up: { readonly params: { readonly services?: readonly string[] }; readonly result: Status }
  readonly restart: { readonly params: { readonly services: readonly string[] }; readonly result: Status }
  readonly stop: { readonly params: { readonly services: readonly string[] }; readonly result: Status }
  readonly config: { readonly params: { readonly service: string }; readonly result: ServiceConfiguration }
  readonly task: {
    readonly params: { readonly service: string; readonly task: 'migrate' | 'seed' }
    readonly result: null
  }
  readonly databases: { readonly params: Record<string, never>; readonly result: readonly ServiceDatabase[] }
  readonly kill: { readonly params: { readonly process: string }; readonly result: number | null }
  readonly resetDatabase: { readonly params: { readonly service: string }; readonly result: Status }
  readonly down: { readonly params: Record<string, never>; readonly result: null }
  readonly attach: { readonly params: Record<string, never>; readonly result: null }
  readonly detach: { readonly params: Record<string, never>; readonly result: null }
}

export type Method = keyof Methods
export type ParamsOf<M extends Method> = Methods[M]['params']
export type ResultOf<M extends Method> = Methods[M]['result']

export interface Request<M extends Method = Method> {
  readonly id: number
  readonly method: M
  readonly params: ParamsOf<M>
}

export type Reply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string } }
  | { readonly id: number; readonly event: SupervisorEvent }

/** `.azora/run/host.json`: where the host of a checkout is found. */
export interface HostAddress extends ProcessIdentity {
  readonly schemaVersion: 1
  readonly socket: string
  /** What it speaks; see `PROTOCOL`. */
  readonly protocol?: number
}

/** What `launch` tells a new host over its channel, and hears from it. */
export interface HostOrder {
  readonly root: string
  readonly run: RunOptions
  /** The host ends with whoever launched it, unless that one detaches. */
  readonly attach: boolean
}

export type HostNews =
  | { readonly type: 'serving' }
  | { readonly type: 'running-already' }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
