import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { HeadersTooLarge, InvalidRequest, type Problem, RequestTimeout } from '@azora/contracts'
import { newId } from '../new-id.js'
import type { Logger } from '../observability/logger.js'
import { securityHeaders } from './security-headers.js'

const SECURITY = securityHeaders()
  .map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`))
  .join('')

/** Answers what is not HTTP, too large a head, or a request that does not arrive, and ends the connection. */
export function refuseMalformed(log: Logger) {
  return (error: NodeJS.ErrnoException, socket: Duplex): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    const pending = answering(socket)
    // What is wrong came behind a request that is still being answered: that answer is the last.
    if (pending?.req.complete) return void (pending.shouldKeepAlive = false)
    if (pending?.headersSent) return void socket.destroy()
    const requestId = newId()
    log.debug('a malformed request was refused', { requestId, code: error.code })
    socket.end(answer(problemOf(error), requestId))
  }
}

/** The response that has the socket now. Node tells in no other way; its own handler looks there, too. */
function answering(socket: Duplex): ServerResponse | undefined {
  return (Reflect.get(socket, '_httpMessage') as ServerResponse | null | undefined) ?? undefined
}

function problemOf(cause: NodeJS.ErrnoException): Problem {
  if (cause.code === 'HPE_HEADER_OVERFLOW') return new HeadersTooLarge(undefined, { cause })
  if (cause.code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestTimeout(undefined, { cause })
  return new InvalidRequest('The request is not well-formed HTTP.', { cause })
}

function answer(problem: Problem, requestId: string): string {
  const body = JSON.stringify({ ...problem.toJSON(), requestId })
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'cache-control: no-store',
    'connection: close',
  ]
  return `${head.join('\r\n')}\r\n${SECURITY}\r\n${body}`
}
