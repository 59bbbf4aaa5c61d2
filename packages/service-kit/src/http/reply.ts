/** An answer with more to it than its body. */
export class Reply<Body = unknown> {
  readonly body: Body
  readonly headers: Readonly<Record<string, string>>

  constructor(body: Body, headers: Readonly<Record<string, string>>) {
    this.body = body
    this.headers = headers
  }
}

/** Answers with headers of its own: `reply(course, { location: … })`. The status is the contract's. */
export function reply<Body>(body: Body, headers: Readonly<Record<string, string>>): Reply<Body> {
  return new Reply(body, headers)
}
