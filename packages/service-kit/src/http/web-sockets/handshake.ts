import type { IncomingMessage } from 'node:http'
import { InvalidRequest } from '@azora/contracts'

/** @throws InvalidRequest for an upgrade to anything but a WebSocket: an `h2c` one would lead around every check there is. */
export function refuseOtherProtocols({ headers, method }: IncomingMessage): void {
  if (headers.upgrade?.toLowerCase() !== 'websocket')
    throw new InvalidRequest('The only protocol to upgrade to is websocket.')
  // The service is asked by GET: it must be what was admitted (RFC 6455, 4.1). Nor would a body be taken for one.
  if (method !== 'GET' || headers['transfer-encoding'] || Number(headers['content-length'] ?? 0) > 0)
    throw new InvalidRequest('A WebSocket is asked for by GET without a body.')
}

const KEY = /^[+/0-9A-Za-z]{22}==$/
const VERSION = '13'

/** @throws InvalidRequest for what no WebSocket can be made of (RFC 6455, 4.2.1) */
export function refuseBadHandshake({ headers }: IncomingMessage): void {
  if (headers['sec-websocket-version'] !== VERSION || !KEY.test(headers['sec-websocket-key'] ?? ''))
    throw new InvalidRequest('A WebSocket is asked for with a key, in version 13.', {
      headers: { 'sec-websocket-version': VERSION },
    })
}

/** The subprotocol of whatever the platform tells: JSON texts, from us to them. */
export const SUBPROTOCOL = 'azora'
const BEARER = `${SUBPROTOCOL}.bearer.`

/**
 * Takes the access token out of the subprotocols an upgrade request offers, where browsers put it, for they let nobody set a header
 * there: it is a header of the request from here on, and no longer among the subprotocols. A header that was sent counts alone.
 */
export function takeBearer({ headers }: Pick<IncomingMessage, 'headers'>): void {
  const offered = headers['sec-websocket-protocol']?.split(',').map(name => name.trim()) ?? []
  const bearer = offered.find(protocol => protocol.startsWith(BEARER))
  if (bearer === undefined) return
  const others = offered.filter(protocol => !protocol.startsWith(BEARER))
  if (others.length > 0) headers['sec-websocket-protocol'] = others.join(', ')
  else delete headers['sec-websocket-protocol']
  headers.authorization ??= `Bearer ${bearer.slice(BEARER.length)}`
}
