import type {
  BodyOf,
  Contract,
  HeadersOf,
  MessageOf,
  ParamsOf,
  QueryOf,
  ReturnsOf,
  Route,
} from '@azora/contracts'
import type { Principal, ServicePrincipal, UserPrincipal } from '../access/principal.js'
import type { Reply } from './reply.js'
import type { RequestContext } from './request-context.js'

/** Who calls a route with this access rule. */
export type PrincipalOf<R extends Route> = R['access'] extends 'public'
  ? Principal | null
  : R['access'] extends 'service'
    ? ServicePrincipal
    : UserPrincipal

/** What a handler is given: the request as the contract types it, and who sent it. */
export interface HandlerRequest<R extends Route> {
  params: ParamsOf<R>
  query: QueryOf<R>
  headers: HeadersOf<R>
  body: BodyOf<R>
  principal: PrincipalOf<R>
  /** The version named by `If-Match`; null if the caller sent none or `*`. */
  ifMatch: number | null
  context: RequestContext
}

type Answer<R extends Route> =
  | ReturnsOf<R>
  | Reply<ReturnsOf<R>>
  | ([ReturnsOf<R>] extends [undefined] ? void : never)

/** Translates between HTTP and the rules: reads the request, calls them, returns the answer or throws a problem. */
export type Handler<R extends Route> = (request: HandlerRequest<R>) => Answer<R> | Promise<Answer<R>>

type Resource = Readonly<Record<string, Route>>

/** One handler for every route of a resource. */
export type Handlers<R extends Resource> = { readonly [Name in keyof R]: Handler<R[Name]> }

/**
 * What a WebSocket at a route tells, as many messages at a time as there are; the next are asked for when the client has taken the last
 * but few. A message that is told to many, as the same object, is written down once. `closed` is aborted when it is no more.
 *
 * Problems it throws, as a handler does, are answered before there is a WebSocket; what its iterable throws closes it with 1011.
 */
export type Teller<R extends Route> = (
  request: HandlerRequest<R> & { closed: AbortSignal },
) => ToldBy<R> | Promise<ToldBy<R>>

type ToldBy<R extends Route> = AsyncIterable<readonly MessageOf<R>[]>

/** One teller for every route of a resource that has messages. */
export type Tellers<R extends Resource> = {
  readonly [Name in keyof R as R[Name] extends { messages: unknown } ? Name : never]: Teller<R[Name]>
}

/** Handlers checked against their routes. */
export interface Implemented<R extends Resource> {
  readonly routes: R
  readonly handlers: Handlers<R>
  readonly tellers?: Tellers<R>
}

/** Everything a service implements: one entry for each resource of its contract. */
export type Implementation<C extends Contract> = {
  readonly [Name in keyof C['routes']]: Implemented<C['routes'][Name]>
}

/**
 * Pairs the routes of a resource with their handlers: `implement(education.routes.courses).with({ … })`.
 * In two calls, because one would widen the literals in some handlers' results.
 */
export function implement<R extends Resource>(routes: R) {
  return {
    with: (handlers: Handlers<R>, tellers?: Tellers<R>): Implemented<R> => ({
      routes,
      handlers,
      ...(tellers && { tellers }),
    }),
  }
}
