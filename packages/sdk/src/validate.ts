import { type Contract, type Operation, operationsOf } from '@azora/contracts'
import type * as z from 'zod'
import type { Hooks, IncomingAnswer } from './runtime/events.js'
import { UnreadableAnswer } from './runtime/failures.js'
import { pointerOf } from './schema-faults.js'

/**
 * A hook that holds every answer against its contract: `hooks: { ...validated(education) }`.
 *
 * The client trusts the platform and does not look; this is for those who would rather know, at the price of zod in
 * their bundle. An answer that does not match fails its call with `UnreadableAnswer`, whose message says where.
 */
export function validated(...contracts: readonly Contract[]): Required<Pick<Hooks, 'answer'>> {
  const operations = new Map(contracts.flatMap(namedOperations))
  return {
    answer(answer) {
      const returns = operations.get(`${answer.service}.${answer.operation}`)?.returns
      const result = returns?.safeParse(answer.data)
      if (result && !result.success) throw mismatch(answer, result.error)
    },
  }
}

/** A client of one service calls its operations without the service's name. */
const namedOperations = (contract: Contract): [string, Operation][] =>
  operationsOf(contract).flatMap(operation => [
    [`${contract.name}.${operation.id}`, operation],
    [`.${operation.id}`, operation],
  ])

function mismatch({ operation, requestId, attempts }: IncomingAnswer, cause: z.ZodError) {
  const faults = cause.issues.map(({ path, message }) => `${pointerOf(path) || 'the whole'}: ${message}`)
  const message = `The answer of ${operation} is not what the contract declares: ${faults.join('; ')}`
  return new UnreadableAnswer(message, { requestId, attempts, cause })
}
