import type { Operation } from '@azora/contracts'
import { expect, test } from 'vitest'
import type * as z from 'zod'
import { admitted, type Examined, type ProbeRequest, problemIn, send } from './probe-request.js'

/** Requests that no operation with a body may accept, and what each must be answered with. */
const BAD_BODIES: readonly [name: string, code: string, request: (operation: Operation) => ProbeRequest][] = [
  ['JSON cut short', 'malformed-json', () => ({ body: '{"a":' })],
  [
    'text instead of JSON',
    'unsupported-media-type',
    () => ({ body: 'a', headers: { 'content-type': 'text/plain' } }),
  ],
  [
    'a body that is too large',
    'payload-too-large',
    ({ maxBodyBytes }) => ({ body: JSON.stringify('x'.repeat(maxBodyBytes)) }),
  ],
  ['a number for a body', 'invalid-request', () => ({ body: '42' })],
  ['a prototype key', 'invalid-request', () => ({ body: '{"__proto__":{"admin":true}}' })],
  ['no body', 'invalid-request', () => ({})],
]

type Ask = (operation: Operation) => ProbeRequest

/** Requests that a route may not accept, which routes that concerns, and what each must be answered with. */
const BAD_REQUESTS: readonly [name: string, concerns: (operation: Operation) => unknown, request: Ask][] = [
  ['a query that is not declared', ({ query }) => query, () => ({ query: '?undeclared=1' })],
  [
    'a path parameter that cannot be one',
    ({ path }) => path.includes('{'),
    ({ path }) => ({ path: path.replaceAll(/\{\w+\}/g, '%00') }),
  ],
  [
    'an Idempotency-Key that cannot be one',
    ({ idempotency, body }) => idempotency !== 'ignored' && !body,
    () => ({ headers: { 'idempotency-key': 'k'.repeat(256) } }),
  ],
]

const each = (asked: readonly Operation[], code: string) => asked.map(({ id }) => ({ operation: id, code }))

const UNKNOWN_PATHS = ['/', '/v1', '/v1/no-such-thing', '/v2/x', '/v1/../admin', '/%2e%2e/']

/** What every route does with input that its contract does not allow. Nothing here may end in a 5xx. */
export function inputChecks(examined: () => Examined, operations: readonly Operation[]): void {
  const withBody = operations.filter(({ body }) => body)
  const codes = (asked: readonly Operation[], request: Ask) =>
    Promise.all(
      asked.map(async one => ({ operation: one.id, code: await codeFor(examined(), one, request(one)) })),
    )

  test.each(BAD_BODIES)('%s is refused by every route that takes a body', async (...[, code, request]) => {
    const asked = withBody.filter(one => code !== 'invalid-request' || !acceptsNothing(one))
    expect(await codes(asked, request)).toEqual(each(asked, code))
  })

  test('a body whose fields have the wrong type is refused with its faults', async () => {
    const asked = withBody.filter(one => fieldsOf(one).length > 0)
    expect(await codes(asked, one => ({ body: wrongTypes(one) }))).toEqual(each(asked, 'invalid-request'))
  })

  test.each(BAD_REQUESTS)('%s is refused', async (...[, concerns, request]) => {
    const asked = operations.filter(concerns)
    expect(await codes(asked, request)).toEqual(each(asked, 'invalid-request'))
  })

  pathChecks(examined, operations)
}

function pathChecks(examined: () => Examined, operations: readonly Operation[]): void {
  test('a method that a path does not know is 405 with Allow', async () => {
    for (const operation of operations) {
      const answer = await send(examined(), operation, { method: 'OPTIONS' })
      expect(problemIn(answer).code).toBe('method-not-allowed')
      expect(answer.headers.get('allow')).toContain(operation.method)
    }
  })

  test.runIf(operations[0]).each(UNKNOWN_PATHS)('the unknown path %s is 404', async path => {
    const answer = await send(examined(), operations[0] as Operation, { path, method: 'GET' })
    expect(problemIn(answer).code).toBe('not-found')
  })
}

const fieldsOf = ({ body }: Operation): string[] => Object.keys((body as Partial<z.ZodObject>).shape ?? {})

const wrongTypes = (operation: Operation): string =>
  JSON.stringify(Object.fromEntries(fieldsOf(operation).map(name => [name, { unexpected: [true] }])))

async function codeFor(examined: Examined, operation: Operation, request: ProbeRequest): Promise<string> {
  return problemIn(
    await send(examined, operation, { ...request, token: await admitted(examined, operation.access) }),
  ).code
}

/** A body in which everything is optional is allowed to be absent or empty. */
function acceptsNothing({ body }: Operation): boolean {
  return body?.safeParse(undefined).success ?? false
}
