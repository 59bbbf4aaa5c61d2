import type { EventDefinition } from './event.js'
import { refuseUnsoundIntents } from './intent.js'
import type { Route } from './route.js'

/** The operations of a service: resource name → operation name → route. */
export type Routes = Readonly<Record<string, Readonly<Record<string, Route>>>>

/** The events of a service by the name of their declaration. */
export type Events = Readonly<Record<string, EventDefinition>>

/** Everything a service promises to its callers and subscribers. */
export interface Contract<
  Name extends string = string,
  R extends Routes = Routes,
  E extends Events = Events,
> {
  /** The service's name: its folder, its prefix at the gateway, its property on the SDK. */
  readonly name: Name
  readonly title: string
  readonly description: string
  /** Version of this contract, semantic. */
  readonly version: string
  readonly routes: R
  readonly events: E
}

/** The options of {@link contract}. */
export interface ContractOptions<R extends Routes, E extends Events> {
  title: string
  description: string
  /** Default `1.0.0`. */
  version?: string
  routes: R
  events?: E
}

/**
 * Declares what a service promises. Every other description of it is projected from this one.
 *
 * @throws TypeError for an intent that could not be kept; see {@link refuseUnsoundIntents}
 */
export function contract<
  const Name extends string,
  const R extends Routes,
  const E extends Events = Record<never, never>,
>(name: Name, { version = '1.0.0', events, ...options }: ContractOptions<R, E>): Contract<Name, R, E> {
  refuseUnsoundIntents(name, options.routes)
  return { name, version, events: events ?? ({} as E), ...options }
}
