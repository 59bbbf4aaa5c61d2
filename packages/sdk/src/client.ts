import {
  type CallOf,
  type Contract,
  operationsOf,
  type Page,
  type ReturnsOf,
  type Route,
} from '@azora/contracts'
import { isPage } from './generate/page-shape.js'
import type { CallPromise } from './runtime/call-promise.js'
import { Caller } from './runtime/caller.js'
import type { Endpoints, Parts } from './runtime/endpoint.js'
import type { ClientOptions, RequestOptions } from './runtime/options.js'
import type { PagePromise } from './runtime/page-promise.js'
import { Runtime } from './runtime/runtime.js'

export type { ClientOptions, RequestOptions } from './runtime/options.js'

/** What a call of the route gives: its data, or its pages where it is a list. */
export type ResultOf<R extends Route> = [ReturnsOf<R>] extends [undefined]
  ? CallPromise<void>
  : R['method'] extends 'GET'
    ? ReturnsOf<R> extends Page<infer Item>
      ? PagePromise<Item>
      : CallPromise<ReturnsOf<R>>
    : CallPromise<ReturnsOf<R>>

/** Calls a route with the parts it declares; without any when all are optional. */
export type Operation<R extends Route> =
  Record<never, never> extends CallOf<R>
    ? (call?: CallOf<R>, options?: RequestOptions) => ResultOf<R>
    : (call: CallOf<R>, options?: RequestOptions) => ResultOf<R>

/** The client of one service: `client.courses.get({ params: { courseId } })`. */
export type Client<C extends Contract> = {
  readonly [Resource in keyof C['routes']]: {
    readonly [Name in keyof C['routes'][Resource]]: Operation<C['routes'][Resource][Name]>
  }
}

/**
 * Makes a client from a contract, typed by inference: for tests, for calls between services, and for services that have
 * no generated client.
 *
 * `baseUrl` is the service itself, not the gateway. Nothing is sent, and no option looked at, before the first call.
 */
export function createClient<C extends Contract>(contract: C, options: ClientOptions): Client<C> {
  const operations = operationsOf(contract)
  const endpoints: Endpoints = Object.fromEntries(
    operations.map(({ id, method, path, idempotency }) => [
      id,
      { method, path, keyed: idempotency !== 'ignored' },
    ]),
  )
  const caller = new Caller(new Runtime(options), '', endpoints)
  const client: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    const resource = (client[operation.resource] ??= {})
    const verb = isPage(operation) ? 'page' : 'call'
    resource[operation.name] = (parts?: Parts, own?: RequestOptions) => caller[verb](operation.id, parts, own)
  }
  return client as Client<C>
}

/** `true` where two types are the same, not merely assignable. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the compiler compares such functions exactly
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
