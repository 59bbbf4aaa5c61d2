/** What a call came back with. */
export interface Answer<T> {
  data: T
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  requestId: string
  /** How many times the request was sent. */
  attempts: number
}

/** The result of a call. `await` it for the data, or `await` its `withResponse()` for status and headers as well. */
export class CallPromise<T> implements Promise<T> {
  readonly #answer: Promise<Answer<T>>
  readonly [Symbol.toStringTag] = 'CallPromise'

  constructor(answer: Promise<Answer<T>>) {
    this.#answer = answer
  }

  /** The data together with status, headers, request id and the number of attempts. */
  withResponse(): Promise<Answer<T>> {
    return this.#answer
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a promise is one
  then<R = T, F = never>(
    fulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    rejected?: ((reason: unknown) => F | PromiseLike<F>) | null,
  ): Promise<R | F> {
    return this.#answer.then(({ data }) => data).then(fulfilled, rejected)
  }

  catch<F = never>(rejected?: ((reason: unknown) => F | PromiseLike<F>) | null): Promise<T | F> {
    return this.then(null, rejected)
  }

  finally(settled?: (() => void) | null): Promise<T> {
    return this.#answer.then(({ data }) => data).finally(settled)
  }
}
