import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Problem } from '@azora/contracts'
import type { UpgradeRequest } from '@azora/service-kit'
import { untilHeard } from '../proxy/attempts.js'
import { Exchange } from '../proxy/exchange.js'
import type { Passage } from '../proxy/passage.js'
import { type Outcome, Pump } from '../proxy/pump.js'
import { withRemaining } from '../proxy/request-headers.js'
import { endingOf, problemOf } from '../proxy/verdict.js'
import type { Replica } from '../upstreams/replica.js'
import type { Place } from '../upstreams/upstream.js'

type Result = { kind: 'upgraded'; socket: Duplex; headers: string[] } | Outcome

/** What a client and a service tell each other about the WebSocket itself. */
const NEGOTIATED = /^sec-websocket-/

/** The headers of an upgrade request beyond those that any request may send. */
export function handshakeHeaders({ headers }: Pick<IncomingMessage, 'headers'>): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    NEGOTIATED.test(name) && value !== undefined ? [name, String(value)] : [],
  )
}

/**
 * Asks the service for a WebSocket.
 *
 * @returns the connection to the service once it has agreed and the client has been told; null if the service answered
 * otherwise, which has been passed on.
 * @throws BadGateway, DeadlineExceeded, and what admission to the upstream throws
 */
export async function shakenHands(upgrade: UpgradeRequest, passage: Passage): Promise<Duplex | null> {
  const { request, response, head } = upgrade
  const { socket } = request
  const exchange = new Exchange(request, response, passage)
  const { upstream } = passage
  const attempt = (place: Place) => attempted(exchange, place)
  const trial = { exchange, upstream, attempt, mayRepeat: () => true }
  const result = await untilHeard<Result>(trial).finally(() => exchange.end())
  if (result.kind !== 'upgraded') return answeredOtherwise(problemOf(result, exchange))
  response.detachSocket(socket)
  socket.write(switchingProtocols(result.headers))
  result.socket.write(head)
  return result.socket
}

async function attempted(exchange: Exchange, place: Place): Promise<Result> {
  exchange.handedOver()
  const result = await asked(exchange, place.replica)
  place.leave(result.kind === 'upgraded' ? 'success' : endingOf(result, exchange))
  return result
}

function asked(exchange: Exchange, { pool }: Replica): Promise<Result> {
  const { path, headers: known } = exchange.passage
  const headers = withRemaining(known, exchange.remainingMs)
  return new Promise(settle => {
    pool.dispatch({ path, method: 'GET', headers, upgrade: 'websocket' }, new Handshake(exchange, settle))
  })
}

class Handshake extends Pump {
  readonly #agreed: (result: Result) => void

  constructor(exchange: Exchange, settle: (result: Result) => void) {
    super(exchange, settle)
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
