import type * as z from 'zod'
import type { ProblemClass } from './problem.js'

/** The methods a route may have. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Who may call a route.
 *
 * - `public`: anyone; a valid token, if sent, still identifies the caller.
 * - `user`: any signed-in user.
 * - `service`: another service of the platform, never a user.
 * - `role:<name>` or `permission:<resource>:<action>`: a user whose token carries it, never a service.
 *
 * Rules about the resource itself (its owner, say) are the service's own and come after this one.
 */
export type Access = 'public' | 'user' | 'service' | `role:${string}` | `permission:${string}:${string}`

/** How many calls one principal (or address, when anonymous) may make of a route. */
export interface RateLimit {
  /** Calls allowed within the window. */
  limit: number
  windowSeconds: number
  /** Who is counted; `principal` falls back to the address for anonymous callers. Default `principal`. */
  per?: 'principal' | 'address'
  /** Count locally first and share in the background: cheaper, and off by at most one window. Default false: exact. */
  approximate?: boolean
}

/** What a route declares beside its method and path. */
export interface RouteOptions {
  /** One line, imperative: "Publish a draft". It becomes help text, SDK documentation and OpenAPI summary. */
  summary: string
  /** Further paragraphs for the reference, in Markdown. */
  description?: string
  access: Access
  /** Path parameters. Default: every parameter in the path is a UUID. */
  params?: z.ZodObject
  query?: z.ZodObject
  /** Request headers that are part of the contract, in lower case. */
  headers?: z.ZodObject
  /** JSON body. */
  body?: z.ZodType
  /** The answer's body; none means 204. */
  returns?: z.ZodType
  /**
   * GET only: what a WebSocket at this path tells its client, a JSON text each. A request for one is admitted, read and refused
   * like any other; one that asks for none is answered as `returns` says.
   */
  messages?: z.ZodType
  /** Default 200, or 204 without `returns`. */
  status?: 200 | 201 | 202 | 204
  /** The failures particular to this route; those that every route shares need no mention. */
  problems?: readonly ProblemClass[]
  /**
   * Whether `Idempotency-Key` counts here: `required` where money moves, `accepted` on a POST that creates state,
   * `ignored` where the answer holds credentials. Default: `accepted` for POST, `ignored` otherwise.
   */
  idempotency?: 'required' | 'accepted' | 'ignored'
  /**
   * Whether a change must name the version it was based on, by `If-Match`. The answer's `version` is its ETag.
   * `required`: 428 without it, 412 on mismatch. Default: not looked at.
   */
  ifMatch?: 'required' | 'accepted'
  /** GET only: send an ETag made of the answer's `version`, and 304 for a matching `If-None-Match`. */
  etag?: boolean
  /** Sets `Cache-Control: public, max-age=…` for anonymous callers. Default: `no-store`. */
  cache?: { maxAgeSeconds: number }
  rateLimit?: RateLimit
  /** Largest accepted body in bytes. Default 100 KiB. */
  maxBodyBytes?: number
  /** How long the operation may take as a whole. Default 10 s. */
  timeoutMs?: number
  /** How people may ask for it in words. Default: they cannot. */
  intent?: IntentOptions
}

/** How people ask for an operation in words. */
export interface IntentOptions {
  /**
   * What they say, with the fields they name in braces: `enroll me in {courseId}`. A field is a path parameter, or one of the query
   * or the body, and holds no secret; each phrase names all that the operation cannot be called without.
   */
  phrases: readonly [string, ...string[]]
}

/** A declared operation: method and path with everything that follows from them. */
export type Route<
  M extends Method = Method,
  Path extends string = string,
  Options extends RouteOptions = RouteOptions,
> = {
  readonly method: M
  readonly path: Path
} & Readonly<Options>

/** The names of the parameters in a path: `'courseId'` for `/courses/{courseId}`. */
export type PathParam<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParam<Rest>
  : never

/** The fields a phrase may name. */
type FieldOf<Path extends string, Options extends RouteOptions> =
  | PathParam<Path>
  | KeyOf<Options['query']>
  | KeyOf<Options['body']>

type KeyOf<Schema> = Schema extends z.ZodType ? keyof z.input<Schema> : never

/** Refuses phrases with fields that the route does not have. */
type Sayable<Path extends string, Options extends RouteOptions> = Options extends {
  intent: { phrases: readonly (infer Phrase extends string)[] }
}
  ? [Exclude<PathParam<Phrase>, FieldOf<Path, Options>>] extends [never]
    ? unknown
    : { intent: { unknownField: Exclude<PathParam<Phrase>, FieldOf<Path, Options>> } }
  : unknown

const verb =
  <const M extends Method>(method: M) =>
  <const Path extends `/${string}`, const Options extends RouteOptions>(
    path: Path,
    options: Options & Sayable<Path, Options>,
  ): Route<M, Path, Options> => ({
    method,
    path,
    ...options,
  })

/**
 * Declares an operation: `route.post('/courses/{courseId}/publish', { … })`.
 *
 * The path is relative to the service's version (`/v1`), except that a path starting with `/.well-known/` stands at the root.
 */
export const route = {
  get: verb('GET'),
  post: verb('POST'),
  put: verb('PUT'),
  patch: verb('PATCH'),
  delete: verb('DELETE'),
}
