import { type EventEmitter, once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import * as z from 'zod'

const Coded = z.object({ code: z.string() })

/** What a request for a WebSocket was answered with instead. */
export interface Refusal {
  status: number
  /** Of the problem; null where the answer is none. */
  code: string | null
}

/**
 * Waits until a request for a WebSocket is refused.
 *
 * @param socket A `WebSocket` of `ws` that is connecting; that it fails is no fault of the test.
 */
export async function refusal(socket: EventEmitter): Promise<Refusal> {
  socket.on('error', () => undefined)
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  const { statusCode: status = 0, headers } = response
  const body = await text(response)
  const isProblem = headers['content-type']?.startsWith('application/problem+json')
  return { status, code: isProblem ? Coded.parse(JSON.parse(body)).code : null }
}
