import { compressed } from './compress.js'
import type { KitRequest, KitResponse } from './express-classes.js'
import { cutUnread } from './unread.js'

/** What goes out: a status, headers by lower-case name, and a body that is JSON text unless it says otherwise. */
export interface Outgoing {
  status: number
  headers: Record<string, string>
  /** Text to send; undefined sends none. */
  body: string | undefined
}

const COMPRESS_FROM_BYTES = 1_024

/** Sends an answer in one write: security and context headers, exact length, no chunking; compressed if worth it. */
export function send(request: KitRequest, response: KitResponse, { status, headers, body }: Outgoing): void {
  if (response.headersSent || response.destroyed) return
  const flat = flatHeaders(headers)
  if (body === undefined) return sendEmpty(response, status, flat)
  const length = Buffer.byteLength(body)
  request.context.bytesSent = length
  cutUnread(response, length)
  if (length >= COMPRESS_FROM_BYTES && request.headers['accept-encoding']) {
    return sendCompressed(request, response, { status, headers: flat, body })
  }
  flat.push('content-length', String(length))
  response.writeCompleteHead(status, flat)
  // Text that is as long in UTF-8 as it is in characters is ASCII, which Node writes out faster when it is told so.
  response.end(request.method === 'HEAD' ? undefined : body, length === body.length ? 'latin1' : 'utf8')
}

/** Statuses that have no body, and so no length (RFC 9110, 8.6). */
const BODILESS = new Set([204, 304])

function sendEmpty(response: KitResponse, status: number, headers: string[]): void {
  if (!BODILESS.has(status)) headers.push('content-length', '0')
  response.writeCompleteHead(status, headers)
  response.end()
}

function sendCompressed(
  request: KitRequest,
  response: KitResponse,
  answer: { status: number; headers: string[]; body: string },
): void {
  const { headers } = answer
  // Appended, because CORS may have named what the answer varies by before.
  for (let at = 0; at < headers.length; at += 2)
    response.appendHeader(headers[at] ?? '', headers[at + 1] ?? '')
  response.statusCode = answer.status
  compressed(request, response, () => response.end(answer.body))
}

function flatHeaders(headers: Record<string, string>): string[] {
  const flat: string[] = []
  for (const name of Object.keys(headers)) flat.push(name, headers[name] ?? '')
  if (headers['cache-control'] === undefined) flat.push('cache-control', 'no-store')
  return flat
}
