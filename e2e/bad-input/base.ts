import { operationsOf } from '@azora/contracts'
import { platform } from '@azora/contracts/platform'
import { type Attempt, addressOf, type Expected, type Target } from './attempt.js'
import { sampleOf } from './samples.js'

/** Every operation of every contract. */
export const targets: readonly Target[] = platform.flatMap(contract =>
  operationsOf(contract).map(operation => ({ service: contract.name, operation })),
)

/** Those a user may call, which are all but the ones between services. */
export const userTargets = targets.filter(({ operation }) => operation.access !== 'service')

/** `education.courses.create`, for the names of tests. */
export const nameOf = ({ service, operation }: Target) => `${service}.${operation.id}`

/** A request that only its one fault keeps from being a good one. */
export interface Base {
  target: Target
  method: string
  url: string
  headers: Record<string, string>
  body: unknown
}

/** A good request to an operation, about things that do not exist. */
export function baseOf(gateway: string, target: Target, token: string): Base {
  const { operation } = target
  return {
    target,
    method: operation.method,
    url: gateway + addressOf(target, sampleOf(operation.params) as Record<string, unknown>),
    headers: {
      ...(operation.access !== 'public' && { authorization: `Bearer ${token}` }),
      ...(operation.ifMatch && { 'if-match': '"1"' }),
    },
    body: operation.body && sampleOf(operation.body),
  }
}

/** The request with a fault in it. What is not expected otherwise must be a problem the contract declares. */
export function attempt(
  base: Base,
  fault: { what: string; expected: Expected } & Partial<Pick<Attempt, 'method' | 'url' | 'body' | 'headers'>>,
): Attempt {
  const { method, url, headers, body, target } = base
  return {
    method,
    url,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...fault,
    headers: { ...headers, ...fault.headers },
    expected: { codes: target.operation.problems.map(({ code }) => code), ...fault.expected },
  }
}
