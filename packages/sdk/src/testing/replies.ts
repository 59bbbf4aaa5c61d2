import { isProblem, NotFound, type Operation, type Problem, problem } from '@azora/contracts'
import { pointerOf } from '../schema-faults.js'
import type { AnsweredCall, Answering } from './answers.js'
import { accepted, type Received } from './received.js'
import type { Match } from './route-match.js'

/** A response as it leaves the platform. */
export interface Reply {
  status: number
  headers: Record<string, string>
  text: string
}

// Faults of the test itself. Clients do not try again after a 501.
const NoAnswerPrepared = problem('no-answer-prepared', 501, 'The test prepared no answer for this operation')
const AnswerInvalid = problem('answer-invalid', 501, "The test's answer is not what the contract declares")
const AnswerFailed = problem('answer-failed', 501, "The test's answer threw an error that is no problem")

/** Answers a request as its service would: from the prepared answer, within the contract. */
export async function replyTo(
  match: Match | undefined,
  received: Received,
  answering: Answering | undefined,
): Promise<Reply> {
  try {
    if (!match) throw new NotFound()
    const call = accepted(match.operation, received) as AnsweredCall
    if (!answering) throw new NoAnswerPrepared(`${match.service}.${match.operation.id} has no answer`)
    return success(match.operation, await answering(call))
  } catch (error) {
    return refusal(isProblem(error) ? error : new AnswerFailed(String(error)))
  }
}

/** The reply that carries a problem. */
export function refusal(refused: Problem): Reply {
  const headers = { ...refused.headers, 'content-type': 'application/problem+json' }
  return { status: refused.status, headers, text: JSON.stringify(refused) }
}

function success({ id, returns, status }: Operation, answer: unknown): Reply {
  if (!returns) return { status, headers: {}, text: '' }
  const result = returns.safeParse(answer)
  if (!result.success) {
    const faults = result.error.issues.map(
      ({ path, message }) => `${pointerOf(path) || 'the whole'}: ${message}`,
    )
    throw new AnswerInvalid(`${id}: ${faults.join('; ')}`)
  }
  return {
    status,
    headers: { 'content-type': 'application/json', ...etagOf(result.data) },
    text: JSON.stringify(result.data),
  }
}

function etagOf(data: unknown): Record<string, string> {
  const version = typeof data === 'object' && data !== null ? Reflect.get(data, 'version') : undefined
  return typeof version === 'number' ? { etag: `"${version}"` } : {}
}
