import { createHash } from 'node:crypto'
import { IdempotencyKeyRequired, InternalError, InvalidRequest } from '@azora/contracts'
import { principalKey } from '../access/principal.js'
import { isKnown } from './entity-tag.js'
import type { KitRequest } from './express-classes.js'
import type { BoundOperation } from './operations.js'
import { when } from './pipeline.js'
import { Reply } from './reply.js'
import { withRequest } from './request-context.js'
import type { Outgoing } from './send.js'

/** Runs work so that its effects and its reply are stored together under the caller's Idempotency-Key. */
export type Idempotently = (
  request: { principal: string; operationId: string; key: string; requestHash: string },
  run: () => Promise<Outgoing>,
) => Promise<{ reply: Outgoing; replayed: boolean }>

/** What invoking needs from the service around it. */
export interface Invocation {
  idempotently: Idempotently | undefined
  /** Check answers against the contract: on in tests and locally. */
  checkReplies: boolean
}

const KEY = /^[\x21-\x7e]{1,255}$/
/** Only what was read may be answered with "not modified" (RFC 9110, 13.1.2). */
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** Checks a request against its contract, runs the handler and returns what to send; waits only if the handler does. */
export function invoke(
  operation: BoundOperation,
  request: KitRequest,
  { idempotently, checkReplies }: Invocation,
): Outgoing | Promise<Outgoing> {
  const input = operation.readInput(request)
  const key = idempotencyKey(operation, request)
  request.context.idempotencyKey = key
  const run = () =>
    when(operation.handler(input), result => outgoing(operation, request, { result, check: checkReplies }))
  return withRequest(request.context, () =>
    key !== undefined && idempotently ? once(idempotently, { operation, request, key }, run) : run(),
  )
}

interface Keyed {
  operation: BoundOperation
  request: KitRequest
  key: string
}

async function once(
  idempotently: Idempotently,
  { operation, request, key }: Keyed,
  run: () => Outgoing | Promise<Outgoing>,
): Promise<Outgoing> {
  const { principal, rawBody, clientIp } = request.context
  const caller = principal ? principalKey(principal) : `anonymous:${clientIp}`
  const requestHash = createHash('sha256')
    .update(`${request.method} ${request.url}\n`)
    .update(rawBody ?? '')
    .digest('hex')
  const { reply, replayed } = await idempotently(
    { principal: caller, operationId: operation.id, key, requestHash },
    async () => run(),
  )
  return replayed ? { ...reply, headers: { ...reply.headers, 'idempotent-replayed': 'true' } } : reply
}

function idempotencyKey(operation: BoundOperation, request: KitRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (operation.idempotency === 'ignored') return undefined
  if (key === undefined) {
    if (operation.idempotency === 'required') throw new IdempotencyKeyRequired()
    return undefined
  }
  if (typeof key === 'string' && KEY.test(key)) return key
  const errors = [
    {
      in: 'headers' as const,
      pointer: '/idempotency-key',
      message: 'expected 1 to 255 visible ASCII characters',
    },
  ]
  throw new InvalidRequest('The Idempotency-Key cannot be used.', { errors })
}

function outgoing(
  operation: BoundOperation,
  request: KitRequest,
  answer: { result: unknown; check: boolean },
): Outgoing {
  const { body, headers } =
    answer.result instanceof Reply ? answer.result : { body: answer.result, headers: {} }
  if (!operation.returns) return { status: operation.status, headers: { ...headers }, body: undefined }
  if (answer.check) checkReply(operation, body)
  const extra = headersOf(operation, body, request)
  if (
    extra['etag'] &&
    READS.has(request.method ?? '') &&
    isKnown(request.headers['if-none-match'], extra['etag'])
  )
    return { status: 304, headers: { ...headers, ...extra }, body: undefined }
  return {
    status: operation.status,
    headers: { 'content-type': 'application/json', ...extra, ...headers },
    body: JSON.stringify(body),
  }
}

function headersOf(operation: BoundOperation, body: unknown, request: KitRequest): Record<string, string> {
  const version =
    (operation.etag || operation.ifMatch) && typeof body === 'object' && body !== null
      ? Reflect.get(body, 'version')
      : undefined
  return {
    ...(typeof version === 'number' ? { etag: `"${version}"` } : {}),
    ...(operation.cache && !request.headers.authorization
      ? { 'cache-control': `public, max-age=${operation.cache.maxAgeSeconds}`, vary: 'authorization' }
      : {}),
  }
}

/** An answer the contract does not allow, or with a field it does not name, is a fault of ours: it fails where it can be seen. */
function checkReply(operation: BoundOperation, body: unknown): void {
  const plain: unknown = JSON.parse(JSON.stringify(body ?? null))
  const result = operation.returns?.safeParse(plain)
  if (!result) return
  if (!result.success)
    throw new InternalError(undefined, {
      cause: new TypeError(`${operation.id} answered against its contract: ${result.error.message}`),
    })
  const extra = undeclared(plain, result.data)
  if (extra !== undefined)
    throw new InternalError(undefined, {
      cause: new TypeError(`${operation.id} answered with an undeclared field: ${extra}`),
    })
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** The path of the first field that was sent but not declared. */
function undeclared(sent: unknown, declared: unknown, at = ''): string | undefined {
  if (!isObject(sent) || !isObject(declared)) return undefined
  for (const [name, value] of Object.entries(sent)) {
    const found =
      name in declared ? undeclared(value, Reflect.get(declared, name), `${at}/${name}`) : `${at}/${name}`
    if (found !== undefined) return found
  }
  return undefined
}
