import type { Contract, Operation } from '@azora/contracts'
import type { CallPromise } from '@azora/sdk'
import { createClient, type RequestOptions } from '@azora/sdk/client'
import type { Context } from '../context.js'
import type { CallDocument } from '../documents/call.js'
import { askService } from '../session/ask-service.js'
import { gatewayUrl } from '../session/gateway.js'
import { sessionTokens } from '../session/tokens.js'
import type { RequestParts } from './request-input.js'

/** How a call is sent. */
export interface Sending {
  readonly anonymous: boolean
  readonly ifMatch: string | undefined
  readonly idempotencyKey: string | undefined
  readonly timeoutMs: number | undefined
}

/** Sends a request through the gateway as whoever is signed in here. */
export async function send(
  context: Context,
  { contract, operation }: { contract: Contract; operation: Operation },
  { parts, sending }: { parts: RequestParts; sending: Sending },
): Promise<CallDocument> {
  const url = await gatewayUrl(context)
  const client = createClient(contract, {
    baseUrl: operation.path.startsWith('/.well-known/') ? url : `${url}/${contract.name}`,
    ...(sending.anonymous ? {} : { token: sessionTokens(context.root, url) }),
  })
  const { timeoutMs, ifMatch, idempotencyKey } = sending
  const startedAt = performance.now()
  const { data, status, headers, requestId, attempts } = await askService(context, contract.name, () =>
    callOf(client, operation)(parts, {
      ...(timeoutMs === undefined ? {} : { timeoutMs, deadlineMs: timeoutMs }),
      ifMatch: ifMatch !== undefined && /^\d+$/.test(ifMatch) ? Number(ifMatch) : ifMatch,
      idempotencyKey,
      signal: context.signal,
    }).withResponse(),
  )
  return {
    operation: `${contract.name}.${operation.id}`,
    status,
    requestId,
    attempts,
    tookMs: Math.round(performance.now() - startedAt),
    etag: headers['etag'] ?? null,
    body: data ?? null,
  }
}

type AnyCall = (parts: RequestParts, options: RequestOptions) => CallPromise<unknown>

// Which operation it is, is known at run time only: the client's type cannot say.
function callOf(client: object, { resource, name }: Operation) {
  const operations = client as Record<string, Record<string, AnyCall>>
  const call = operations[resource]?.[name]
  if (!call) throw new TypeError(`The client has no ${resource}.${name}`)
  return call
}
