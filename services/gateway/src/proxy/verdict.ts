import type { IncomingMessage } from 'node:http'
import { BadGateway, DeadlineExceeded, InvalidRequest, type Problem, RequestTimeout } from '@azora/contracts'
import type { Ending } from '../upstreams/replica.js'
import type { Cancellation, Exchange } from './exchange.js'
import type { Passage } from './passage.js'
import type { Outcome } from './pump.js'
import { tooLarge } from './request-body.js'

/** A service that had all of the request for so much of the time and has not begun to answer is too slow; else the client may be. */
const FAIR_SHARE = 0.5

/** What an outcome says about the replica: failure is what it, and nobody else, was the cause of. */
export function endingOf(outcome: Outcome, exchange: Exchange): Ending {
  if (outcome.kind === 'answered') return 'success'
  if (outcome.kind === 'canceled') return isTooSlow(outcome.why, exchange) ? 'failure' : 'neutral'
  if (isClientsFault(outcome.cause)) return 'neutral'
  const wasSent = outcome.kind === 'cut' || outcome.sent
  return BROKEN.has(codeOf(outcome.cause)) ? (wasSent ? 'lost' : 'refused') : 'failure'
}

/** How a connection ends that breaks, or was never there. */
const BROKEN: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

function isTooSlow(why: Cancellation, exchange: Exchange): boolean {
  return why === 'deadline' && !exchange.response.headersSent && exchange.servicesShare >= FAIR_SHARE
}

/** What to tell the client, unless it has been answered or is gone. */
export function problemOf(outcome: Outcome, { request, response, passage }: Exchange): Problem | undefined {
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
export function isClientsFault(cause: Error): boolean {
  return codeOf(cause) === 'UND_ERR_INVALID_ARG'
}

const codeOf = (cause: Error): unknown => Reflect.get(cause, 'code')
