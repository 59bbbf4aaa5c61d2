import { isUtf8 } from 'node:buffer'
import {
  InvalidRequest,
  isProblem,
  MalformedJson,
  PayloadTooLarge,
  type Problem,
  RequestTimeout,
  UnsupportedMediaType,
} from '@azora/contracts'
import express, { type RequestHandler } from 'express'
import type { KitRequest, KitResponse } from './express-classes.js'
import { isPlain, readPlain } from './plain-body.js'

const JSON_TYPE = /^application\/(json|[\w.-]+\+json)\s*(;|$)/i
/** JSON between systems is UTF-8 (RFC 8259, 8.1). */
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/gi
const UTF8 = /^utf-?8$/i

const DISCARD_MS = 1_000

const parsers = new Map<number, RequestHandler>()

function parserFor(maxBytes: number): RequestHandler {
  let parser = parsers.get(maxBytes)
  if (!parser) {
    parser = express.json({ limit: maxBytes, strict: false, type: () => true, verify: keepRaw })
    parsers.set(maxBytes, parser)
  }
  return parser
}

// The raw bytes are what an Idempotency-Key is bound to.
function keepRaw(request: unknown, _response: unknown, raw: Buffer): void {
  ;(request as KitRequest).context.rawBody = raw
}

/**
 * Reads a JSON body of at most `maxBytes` (after decompression).
 * @throws UnsupportedMediaType, MalformedJson, PayloadTooLarge, InvalidRequest
 */
export async function readBody(
  request: KitRequest,
  response: KitResponse,
  maxBytes: number,
): Promise<unknown> {
  if (!hasBody(request)) return undefined
  try {
    refuseUnread(request, maxBytes)
    // A client of HTTP/1.0 does not know interim answers (RFC 9110, 10.1.1).
    if (request.headers.expect !== undefined && request.httpVersionMinor > 0) response.writeContinue()
    await parse(request, response, maxBytes)
  } catch (error) {
    discardRest(request)
    throw problemOf(error, maxBytes)
  }
  const { body, context } = request
  // Decoding puts a replacement in the place of what cannot be read: it would be stored as something nobody has sent.
  if (context.rawBody && !isUtf8(context.rawBody)) throw new MalformedJson('The body is not UTF-8.')
  if (namesPrototype(body)) throw forbiddenKey()
  return body
}

/** Looked for in what was read, not in the text: JSON has many ways to write a name. */
function namesPrototype(body: unknown): boolean {
  const left: unknown[] = [body]
  // A list of its own, not recursion: a body can be nested deeper than the stack.
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value !== 'object' || value === null) continue
    if (Object.hasOwn(value, '__proto__')) return true
    for (const inner of Object.values(value)) left.push(inner)
  }
  return false
}

function hasBody({ headers }: KitRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** What the head alone shows to be unacceptable is refused before a byte of the body is read. */
function refuseUnread({ headers }: KitRequest, maxBytes: number): void {
  refuseType(headers['content-type'] ?? '')
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
}

function refuseType(type: string): void {
  if (!JSON_TYPE.test(type))
    throw new UnsupportedMediaType(`Send application/json, not ${type.slice(0, 100) || 'an untyped body'}.`)
  for (const [, charset = ''] of type.matchAll(CHARSET))
    if (!UTF8.test(charset)) throw new UnsupportedMediaType(`Send UTF-8, not ${charset.slice(0, 100)}.`)
}

async function parse(request: KitRequest, response: KitResponse, maxBytes: number): Promise<void> {
  const ms = request.context.remainingMs
  let timer: NodeJS.Timeout | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      // A body that drips takes no longer than the operation has.
      timer = setTimeout(() => reject(new RequestTimeout(`The body did not arrive within ${ms} ms.`)), ms)
      const done = (error?: unknown) => (error instanceof Error ? reject(error) : resolve())
      if (isPlain(request)) readPlain(request).then(done, done)
      else parserFor(maxBytes)(request as never, response as never, done)
    })
  } finally {
    clearTimeout(timer)
  }
}

const tooLarge = (maxBytes: number): Problem =>
  new PayloadTooLarge(`The body may have at most ${maxBytes} bytes.`)

/** Reads on for a second at most: closing a connection with unread data resets it, and the client never sees the answer. */
function discardRest(request: KitRequest): void {
  if (request.complete || request.destroyed) return
  const timer = setTimeout(() => request.socket.destroy(), DISCARD_MS)
  request.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer))
  request.resume()
}

function forbiddenKey(): Problem {
  const errors = [{ in: 'body' as const, pointer: '', message: 'the key __proto__ is not accepted' }]
  return new InvalidRequest('The body has a key that is not accepted: __proto__.', { errors })
}

type Meaning = (error: Error, maxBytes: number) => Problem

const unreadable: Meaning = cause => new MalformedJson('The body could not be read.', { cause })
const cut: Meaning = cause => new RequestTimeout('The body did not arrive as announced.', { cause })
const encoded: Meaning = cause =>
  new UnsupportedMediaType('Send UTF-8 JSON, plain or compressed with gzip, deflate or br.', { cause })

/** What body-parser's errors mean, by their `type`. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  'entity.too.large': (_error, maxBytes) => tooLarge(maxBytes),
  'entity.parse.failed': cause =>
    new MalformedJson(`The body is not valid JSON: ${cause.message}.`, { cause }),
  'encoding.unsupported': encoded,
  'charset.unsupported': encoded,
  'request.aborted': cut,
  'request.size.invalid': cut,
}

function problemOf(error: unknown, maxBytes: number): unknown {
  if (!(error instanceof Error) || isProblem(error)) return error
  const meaning = MEANINGS[String(Reflect.get(error, 'type'))]
  if (meaning) return meaning(error, maxBytes)
  return Reflect.get(error, 'status') === 400 ? unreadable(error, maxBytes) : error
}
