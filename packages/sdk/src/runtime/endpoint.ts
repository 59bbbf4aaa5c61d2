/** What the runtime knows of a route. Generated route tables are made of these. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As the service serves it: `/v1/courses/{courseId}`. */
  readonly path: string
  /** The service remembers the call by its `Idempotency-Key`: sending it again takes effect once. */
  readonly keyed?: boolean
}

/** The route table of a service: operation id → endpoint. */
export type Endpoints = Readonly<Record<string, Endpoint>>

/** What a caller passes to an operation. */
export interface Parts {
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly query?: object | undefined
  readonly body?: unknown
  readonly headers?: object | undefined
}
