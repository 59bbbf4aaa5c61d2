import {
  InvalidRequest,
  MalformedJson,
  PayloadTooLarge,
  type Problem,
  RequestTimeout,
  UnsupportedMediaType,
} from '@azora/contracts'
import express, { type RequestHandler } from 'express'
import type { KitRequest, KitResponse } from './express-classes.js'

const JSON_TYPE = /^application\/(json|[\w.-]+\+json)\s*(;|$)/i
const FORBIDDEN_KEY = /"(?:__proto__|(?:\\u005f|_){2}proto(?:\\u005f|_){2})"\s*:/i

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
 * Reads a JSON body of at most `maxBytes` (after decompression) into `request.body`.
 * @throws UnsupportedMediaType, MalformedJson, PayloadTooLarge, InvalidRequest
 */
export async function readBody(
  request: KitRequest,
  response: KitResponse,
  maxBytes: number,
): Promise<unknown> {
  if (!hasBody(request)) return undefined
  const type = request.headers['content-type'] ?? ''
  if (!JSON_TYPE.test(type))
    throw new UnsupportedMediaType(`Send application/json, not ${type || 'an untyped body'}.`)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  if (request.headers.expect !== undefined) response.writeContinue()
  await new Promise<void>((resolve, reject) => {
    parserFor(maxBytes)(request as never, response as never, error =>
      error ? reject(problemOf(error, maxBytes)) : resolve(),
    )
  })
  if (FORBIDDEN_KEY.test(request.context.rawBody?.toString('latin1') ?? '')) throw forbiddenKey()
  return (request as { body?: unknown }).body
}

function hasBody(request: KitRequest): boolean {
  return (
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  )
}

const tooLarge = (maxBytes: number) =>
  new PayloadTooLarge(`The body may have at most ${maxBytes} bytes.`, { headers: { connection: 'close' } })

function forbiddenKey(): Problem {
  const errors = [{ in: 'body' as const, pointer: '', message: 'the key __proto__ is not accepted' }]
  return new InvalidRequest('The body has a key that is not accepted: __proto__.', { errors })
}

/** What body-parser's errors mean, by their `type`. */
function problemOf(error: unknown, maxBytes: number): Problem | unknown {
  const type = error instanceof Error ? String(Reflect.get(error, 'type')) : ''
  if (type === 'entity.too.large') return tooLarge(maxBytes)
  if (type === 'entity.parse.failed')
    return new MalformedJson(`The body is not valid JSON: ${(error as Error).message}.`, { cause: error })
  if (type === 'encoding.unsupported' || type === 'charset.unsupported')
    return new UnsupportedMediaType('Send UTF-8 JSON, plain or compressed with gzip, deflate or br.')
  if (type === 'request.aborted' || type === 'request.size.invalid')
    return new RequestTimeout('The body did not arrive as announced.', { cause: error })
  if (error instanceof Error && Reflect.get(error, 'status') === 400)
    return new MalformedJson('The body could not be read.', { cause: error })
  return error
}
