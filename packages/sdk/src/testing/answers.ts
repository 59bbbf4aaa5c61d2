import type { BodyOf, Contract, HeadersOf, ParamsOf, QueryOf, ReturnsOf, Route } from '@azora/contracts'

/** What an answering function is given: the parts of the call as the service would see them, defaults filled in. */
export interface AnsweredCall<R extends Route = Route> {
  readonly params: ParamsOf<R>
  readonly query: QueryOf<R>
  readonly body: BodyOf<R>
  readonly headers: HeadersOf<R>
}

/** Answers the calls of a route: gives what its contract declares, or throws a problem. */
export type Answering<R extends Route = Route> = (
  call: AnsweredCall<R>,
) => ReturnsOf<R> | Promise<ReturnsOf<R>>

/** Answers for any routes of a contract. */
export type Answers<C extends Contract> = {
  readonly [Resource in keyof C['routes']]?: {
    readonly [Name in keyof C['routes'][Resource]]?: Answering<C['routes'][Resource][Name]>
  }
}

/** What can go wrong with a call, beside a problem: no connection, an effect whose answer is lost, no answer, nonsense. */
export type Trouble = 'no-connection' | 'lost-answer' | 'silence' | 'nonsense'
