import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { InvalidRequest, type Problem } from '@azora/contracts'
import { Exchange } from '../proxy/exchange.js'
import type { Passage } from '../proxy/passage.js'
import { type Outcome, Pump, type WriteHead } from '../proxy/pump.js'
import { problemOf, verdictOn } from '../proxy/verdict.js'

/** An upgrade request as Node hands it over. */
export interface UpgradeRequest {
  request: IncomingMessage
  socket: Duplex
  /** What the client has sent after its request. */
  head: Buffer
}

type Result = { kind: 'upgraded'; socket: Duplex; headers: string[] } | Outcome

/** What a client and a service tell each other about the WebSocket itself. */
const NEGOTIATED = /^sec-websocket-/

/** The headers of an upgrade request beyond those that any request may send. */
export function handshakeHeaders({ headers }: Pick<IncomingMessage, 'headers'>): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    NEGOTIATED.test(name) && value !== undefined ? [name, String(value)] : [],
  )
}

/** @throws InvalidRequest for an upgrade to anything but a WebSocket: an `h2c` one would lead around every check there is. */
export function refuseOtherProtocols({ headers }: IncomingMessage): void {
  if (headers.upgrade?.toLowerCase() === 'websocket') return
  throw new InvalidRequest('The only protocol to upgrade to is websocket.')
}

/**
 * Asks the service for a WebSocket.
 *
 * @returns the connection to the service once it has agreed and the client has been told; null if the service answered
 * otherwise, which has been passed on.
 * @throws BadGateway, DeadlineExceeded, and what admission to the upstream throws
 */
export async function shakenHands(upgrade: UpgradeRequest, passage: Passage): Promise<Duplex | null> {
  const response = responseOn(upgrade)
  const exchange = new Exchange(upgrade.request, response, passage.timeoutMs)
  const leave = passage.upstream.enter()
  const result = await asked(exchange, passage)
  exchange.end()
  leave(result.kind === 'upgraded' ? 'success' : verdictOn(result, exchange))
  if (result.kind !== 'upgraded') return answeredOtherwise(problemOf(result, passage, exchange))
  response.detachSocket(upgrade.socket as Socket)
  upgrade.socket.write(switchingProtocols(result.headers))
  result.socket.write(upgrade.head)
  return result.socket
}

/** A response on the bare socket, for a service that answers an upgrade request in plain HTTP. */
function responseOn({ request, socket }: UpgradeRequest): ServerResponse {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket as Socket)
  response.once('finish', () => socket.end())
  return response
}

function asked(exchange: Exchange, passage: Passage): Promise<Result> {
  const replica = passage.upstream.choose()
  if (!replica)
    return Promise.resolve({ kind: 'failed', sent: false, cause: new Error('every replica has just left') })
  const { path, headers } = passage
  return new Promise(settle => {
    replica.pool.dispatch(
      { path, method: 'GET', headers, upgrade: 'websocket' },
      new Handshake(exchange, settle),
    )
  })
}

/** The response is a bare one; the service's own headers are all it has. */
const plainHead: WriteHead = ({ response }, status, headers) => void response.writeHead(status, headers)

class Handshake extends Pump {
  readonly #agreed: (result: Result) => void

  constructor(exchange: Exchange, settle: (result: Result) => void) {
    super(exchange, plainHead, settle)
    this.#agreed = settle
  }

  onUpgrade(_status: number, raw: Buffer[] | string[] | null, socket: Duplex): void {
    const headers = (raw ?? []).map(text => text.toString('latin1' as never))
    this.#agreed({ kind: 'upgraded', socket, headers })
  }
}

function answeredOtherwise(problem: Problem | undefined): null {
  if (problem) throw problem
  return null
}

function switchingProtocols(headers: readonly string[]): string {
  let head = 'HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n'
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at]?.toLowerCase() ?? ''
    if (NEGOTIATED.test(name) || name === 'x-request-id') head += `${name}: ${headers[at + 1]}\r\n`
  }
  return `${head}\r\n`
}
