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

/** What every route does with input that its contract does not allow. Nothing here may end in a 5xx. */
export function inputChecks(examined: () => Examined, operations: readonly Operation[]): void {
  const withBody = operations.filter(({ body }) => body)

  test.each(BAD_BODIES)('%s is refused by every route that takes a body', async (_name, code, request) => {
    for (const operation of withBody.filter(one => code !== 'invalid-request' || !acceptsNothing(one))) {
      expect({
        operation: operation.id,
        code: await codeFor(examined(), operation, request(operation)),
      }).toEqual({ operation: operation.id, code })
    }
  })

  test('a field of the wrong type is named in the faults', async () => {
    for (const operation of withBody) {
      const fields = Object.keys((operation.body as Partial<z.ZodObject>).shape ?? {})
      if (fields.length === 0) continue
      const body = JSON.stringify(Object.fromEntries(fields.map(name => [name, { unexpected: [true] }])))
      const answer = await send(examined(), operation, {
        body,
        token: await admitted(examined(), operation.access),
      })
      const { code, errors = [] } = problemIn(answer)
      expect({ operation: operation.id, code }).toEqual({ operation: operation.id, code: 'invalid-request' })
      expect(errors.length).toBeGreaterThan(0)
    }
  })

  test('a query that is not declared is refused', async () => {
    for (const operation of operations.filter(({ query }) => query)) {
      const code = await codeFor(examined(), operation, { query: '?undeclared=1' })
      expect({ operation: operation.id, code }).toEqual({ operation: operation.id, code: 'invalid-request' })
    }
  })

  test('a path parameter that cannot be one is refused', async () => {
    for (const operation of operations.filter(({ path }) => path.includes('{'))) {
      const code = await codeFor(examined(), operation, {
        path: operation.path.replaceAll(/\{\w+\}/g, '%00'),
      })
      expect({ operation: operation.id, code }).toEqual({ operation: operation.id, code: 'invalid-request' })
    }
  })

  test('an Idempotency-Key that cannot be one is refused', async () => {
    for (const operation of operations.filter(
      ({ idempotency, body }) => idempotency !== 'ignored' && !body,
    )) {
      const code = await codeFor(examined(), operation, { headers: { 'idempotency-key': 'k'.repeat(256) } })
      expect({ operation: operation.id, code }).toEqual({ operation: operation.id, code: 'invalid-request' })
    }
  })

  test('a method that a path does not know is 405 with Allow', async () => {
    for (const operation of operations) {
      const answer = await send(examined(), operation, { method: 'OPTIONS' })
      expect(problemIn(answer).code).toBe('method-not-allowed')
      expect(answer.headers.get('allow')).toContain(operation.method)
    }
  })

  test.each(['/', '/v1', '/v1/no-such-thing', '/v2/x', '/v1/../admin', '/%2e%2e/'])(
    'the unknown path %s is 404',
    async path => {
      const [operation] = operations
      if (operation)
        expect(problemIn(await send(examined(), operation, { path, method: 'GET' })).code).toBe('not-found')
    },
  )
}

async function codeFor(examined: Examined, operation: Operation, request: ProbeRequest): Promise<string> {
  return problemIn(
    await send(examined, operation, { ...request, token: await admitted(examined, operation.access) }),
  ).code
}

/** A body in which everything is optional is allowed to be absent or empty. */
function acceptsNothing({ body }: Operation): boolean {
  return body?.safeParse(undefined).success ?? false
}
