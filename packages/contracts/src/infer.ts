import type * as z from 'zod'
import type { PathParam, Route } from './route.js'

type Flat<T> = { [K in keyof T]: T[K] } & {}

/** The path parameters a handler receives. */
export type ParamsOf<R extends Route> = R['params'] extends z.ZodType
  ? z.output<R['params']>
  : Flat<Record<PathParam<R['path']>, string>>

/** The query a handler receives, defaults filled in. */
export type QueryOf<R extends Route> = R['query'] extends z.ZodType ? z.output<R['query']> : undefined

/** The declared headers a handler receives. */
export type HeadersOf<R extends Route> = R['headers'] extends z.ZodType ? z.output<R['headers']> : undefined

/** The body a handler receives, defaults filled in. */
export type BodyOf<R extends Route> = R['body'] extends z.ZodType ? z.output<R['body']> : undefined

/** What a handler returns; the caller receives the same after parsing. */
export type ReturnsOf<R extends Route> = R['returns'] extends z.ZodType ? z.output<R['returns']> : undefined

/** What a WebSocket at the route tells. */
export type MessageOf<R extends Route> = R['messages'] extends z.ZodType ? z.output<R['messages']> : never

/** What a caller passes: the parts the route declares, before defaults. Optional where every field of a part is. */
export type CallOf<R extends Route> = Flat<
  Part<
    'params',
    [PathParam<R['path']>] extends [never]
      ? undefined
      : R['params'] extends z.ZodType
        ? z.input<R['params']>
        : Flat<Record<PathParam<R['path']>, string>>
  > &
    Part<'query', R['query'] extends z.ZodType ? z.input<R['query']> : undefined> &
    Part<'body', R['body'] extends z.ZodType ? z.input<R['body']> : undefined> &
    Part<'headers', R['headers'] extends z.ZodType ? z.input<R['headers']> : undefined>
>

type Part<Name extends string, Value> = [Value] extends [undefined]
  ? unknown
  : Record<never, never> extends Value
    ? { [N in Name]?: Value }
    : { [N in Name]: Value }
