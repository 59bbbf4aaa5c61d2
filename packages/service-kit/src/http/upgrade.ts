import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { InternalError, isProblem, NotFound, type Problem } from '@azora/contracts'
import type { Logger } from '../observability/logger.js'
import type { Forwarding } from '../service.js'
import type { Steps } from './app.js'
import type { expressClasses, KitRequest, KitResponse } from './express-classes.js'
import { writeProblem } from './server.js'
import type { Step } from './steps.js'

/** What admits an upgrade. */
export interface UpgradeParts {
  steps: Steps
  classes: ReturnType<typeof expressClasses>
  take: NonNullable<Forwarding['upgrade']>
  log: Logger
}

/** The steps an upgrade request passes: the same code, in the same order, as any other request. */
const ADMISSION = ['context', 'address-limit', 'match', 'access', 'principal-limit'] as const

const SWITCHING_PROTOCOLS = 101

/** Admits an upgrade request by the pipeline's own steps before anything is sent upstream; refuses with a problem otherwise. */
export function admitUpgrade({ steps, classes, take, log }: UpgradeParts) {
  return (request: KitRequest, socket: Duplex, head: Buffer): void => {
    // The steps write to a response only through headers they add; this one never reaches the socket.
    const response = new classes.ServerResponse(request)
    socket.once('close', () => response.emit('close'))
    socket.on('error', error => log.debug('an upgraded connection failed', { error }))
    admit(
      ADMISSION.map(name => steps[name]),
      request,
      response,
    )
      .then(() => {
        response.statusCode = SWITCHING_PROTOCOLS
        return take(request, socket, head)
      })
      .catch((error: unknown) => {
        const problem = problemOf(error)
        // What the access log tells: the socket itself is all that the client gets to see of it.
        response.statusCode = problem.status
        if (problem.status >= 500)
          log.error('an upgrade failed', { error, requestId: request.context?.requestId })
        writeProblem(socket, problem, request.context?.requestId)
      })
  }
}

async function admit(steps: readonly Step[], request: KitRequest, response: KitResponse): Promise<void> {
  for (const step of steps) await passed(step, request, response)
}

function passed(step: Step, request: KitRequest, response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (error?: unknown) => (error instanceof Error ? reject(error) : resolve())
    Promise.resolve()
      .then(() => step(request, response as KitResponse, next))
      .catch(reject)
  })
}

function problemOf(error: unknown): Problem {
  if (!isProblem(error)) return new InternalError(undefined, { cause: error })
  return error.status === 405 ? new NotFound() : error
}
