import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { InternalError, InvalidRequest, isProblem, NotFound, type Problem } from '@azora/contracts'
import type { Logger } from '../observability/logger.js'
import type { Forwarding } from '../service.js'
import type { Steps } from './app.js'
import type { expressClasses, KitRequest, KitResponse } from './express-classes.js'
import { passage } from './pipeline.js'
import { sendProblem } from './problem-handler.js'
import { takeBearer } from './web-sockets/handshake.js'

/** What admits an upgrade. */
export interface UpgradeParts {
  steps: Steps
  classes: ReturnType<typeof expressClasses>
  /** What takes an admitted upgrade. Default: none is taken. */
  take?: Forwarding['upgrade']
  log: Logger
}

/** The steps an upgrade request passes: the same code, in the same order, as any other request. */
const ADMISSION = ['context', 'address-limit', 'match', 'access', 'principal-limit'] as const

const SWITCHING_PROTOCOLS = 101

/**
 * Admits an upgrade request by the pipeline's own steps before anything is sent upstream; refuses with a problem otherwise.
 * Whatever is not the new protocol is an answer like any other: with its headers, its problem and its line in the log.
 */
export function admitUpgrade({ steps, classes, take = takeNone, log }: UpgradeParts) {
  const admit = passage(ADMISSION.map(name => steps[name]))
  return (request: KitRequest, socket: Duplex, head: Buffer): void => {
    socket.on('error', error => log.debug('an upgraded connection failed', { error }))
    const response = responseOn(socket, new classes.ServerResponse(request))
    if (!response) return void socket.destroy()
    Promise.resolve()
      .then(() => takeBearer(request))
      .then(() => admit(request, response))
      .then(() => {
        if (request.method === 'CONNECT') throw new InvalidRequest('This is no proxy.')
        response.statusCode = SWITCHING_PROTOCOLS
        return take({ request, response, head })
      })
      .catch((error: unknown) => sendProblem(request, response, problemOf(error)))
  }
}

const takeNone: NonNullable<Forwarding['upgrade']> = () => {
  throw new InvalidRequest('This service takes no upgrades.')
}

/** Gives a response the socket that Node has let go of; undefined while an earlier request on it has not been answered. */
function responseOn(socket: Duplex, response: KitResponse): KitResponse | undefined {
  response.shouldKeepAlive = false
  try {
    response.assignSocket(socket as Socket)
  } catch {
    return undefined
  }
  response.once('finish', () => socket.end())
  socket.once('close', () => response.emit('close'))
  return response
}

function problemOf(error: unknown): Problem {
  if (!isProblem(error)) return new InternalError(undefined, { cause: error })
  return error.status === 405 ? new NotFound() : error
}
