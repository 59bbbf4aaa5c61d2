import { randomUUID } from 'node:crypto'
import type { Operation } from '@azora/contracts'
import { expect, test } from 'vitest'
import { admitted, type Examined, type ProbeAnswer, problemIn, send } from './probe-request.js'
import { sampleOf } from './sample.js'

const CALLERS = 10

/** Input by the id of the operation, for those whose input cannot be made up from the contract. */
export type Samples = Readonly<Record<string, unknown>>

/** An operation that takes a key, with a body it accepts. */
export interface KeyedOperation {
  operation: Operation
  body: unknown
}

/** The operations that can be called with a key as they are: no ids in the path, and a body that is known or can be made up. */
export function keyedOperations(operations: readonly Operation[], samples: Samples): KeyedOperation[] {
  return operations
    .filter(
      ({ idempotency, method, path, body }) =>
        idempotency !== 'ignored' && method === 'POST' && !path.includes('{') && body,
    )
    .map(operation => ({
      operation,
      body: samples[operation.id] ?? (operation.body && sampleOf(operation.body)),
    }))
    .filter(({ body }) => body !== undefined)
}

/** A key makes an effect happen once: asked by many at the same moment, asked again, asked with something else. */
export function idempotencyChecks(examined: () => Examined, { operation, body }: KeyedOperation): void {
  test(`${operation.id} takes effect once for a key`, async ({ skip }) => {
    const call = await caller(examined(), operation)
    const key = randomUUID()
    const text = JSON.stringify(body)
    const answers = await Promise.all(Array.from({ length: CALLERS }, () => call(key, text)))
    const [first, ...more] = answers.filter(isEffect)
    if (!first) skip(`${operation.id} refuses the input made up for it; give conformance a sample`)

    expect(more).toEqual([])
    const refused = answers.filter(({ status }) => status >= 300).map(answer => problemIn(answer).code)
    expect(refused.filter(code => code !== 'idempotency-in-progress')).toEqual([])

    const again = await call(key, text)
    expect([again.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([
      first?.status,
      first?.text,
      'true',
    ])
    expect(problemIn(await call(key, `${text} `)).code).toBe('idempotency-key-reused')
  })
}

const isEffect = ({ status, headers }: ProbeAnswer) => status < 300 && !headers.has('idempotent-replayed')

async function caller(examined: Examined, operation: Operation) {
  const token = await admitted(examined, operation.access)
  return (key: string, body: string) =>
    send(examined, operation, { token, body, headers: { 'idempotency-key': key } })
}
