import type { IncomingMessage } from 'node:http'
import { BadGateway, DeadlineExceeded, InvalidRequest, type Problem, RequestTimeout } from '@azora/contracts'
import type { Verdict } from '../upstreams/circuit.js'
import type { Cancellation, Exchange } from './exchange.js'
import type { Passage } from './passage.js'
import type { Outcome } from './pump.js'
import { tooLarge } from './request-body.js'

/** What an outcome says about the service: failure is what the service, and nobody else, was the cause of. */
export function verdictOn(outcome: Outcome, exchange: Exchange): Verdict {
  if (outcome.kind === 'answered') return 'success'
  if (outcome.kind === 'canceled') return isTooSlow(outcome.why, exchange) ? 'failure' : 'neutral'
  return isClientsFault(outcome.cause) ? 'neutral' : 'failure'
}

/** Time ran out while the service had all of the request and had not begun to answer; later, the client may be the slow one. */
function isTooSlow(why: Cancellation, { request, response }: Exchange): boolean {
  return why === 'deadline' && request.complete && !response.headersSent
}

/** What to tell the client, unless it has been answered or is gone. */
export function problemOf(
  outcome: Outcome,
  passage: Passage,
  { request, response }: Exchange,
): Problem | undefined {
  if (response.headersSent) return undefined
  if (outcome.kind === 'failed') return failureProblem(outcome.cause, passage.upstream.name)
  return outcome.kind === 'canceled' ? cancellationProblem(outcome.why, passage, request) : undefined
}

function failureProblem(cause: Error, name: string): Problem {
  if (isClientsFault(cause)) return new InvalidRequest('The request cannot be passed on as it is.', { cause })
  return new BadGateway(`${name} could not be reached or did not answer properly.`, { cause })
}

function cancellationProblem(
  why: Cancellation,
  passage: Passage,
  { complete }: IncomingMessage,
): Problem | undefined {
  if (why === 'client-gone' || why === 'ended') return undefined
  if (why === 'too-large') return tooLarge(passage.maxBodyBytes)
  if (!complete) return new RequestTimeout(`The request did not arrive within ${passage.timeoutMs} ms.`)
  return new DeadlineExceeded(`${passage.upstream.name} did not answer within ${passage.timeoutMs} ms.`)
}

/** undici refuses paths and headers that must not be sent (`UND_ERR_INVALID_ARG`): that is no sign of a sick service. */
function isClientsFault(cause: Error): boolean {
  return Reflect.get(cause, 'code') === 'UND_ERR_INVALID_ARG'
}
