import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

type Handle = (request: IncomingMessage, response: ServerResponse) => void

/** More than any client sends without waiting for an answer. */
const MOST_WAITING = 100

/**
 * Handles the requests of a connection one after another, 100 waiting at most; whoever sends more is cut off.
 *
 * Node hands over all that it has parsed, a thousand from one packet, and keeps all their answers until the client reads
 * them. It would also have requests handled that stand behind one whose answer ends the connection (RFC 9112, 9.3.2 and 9.6).
 */
export function inTurn(handle: Handle): Handle {
  const waiting = new WeakMap<Socket, number>()
  return (request, response) => {
    const { socket } = request
    // The last answer has been said; what came behind it was on its way already.
    if (socket.writableEnded) return
    // A response without the socket stands behind others. It gets the socket when they are finished, if that goes on.
    if (response.socket) return handle(request, response)
    const behind = (waiting.get(socket) ?? 0) + 1
    if (behind > MOST_WAITING) return void socket.destroy()
    waiting.set(socket, behind)
    response.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1)
      handle(request, response)
    })
  }
}
