import type { Call } from './call.js'
import type { ClientOptions } from './options.js'

/** What is the same for all attempts of a call. */
export interface Identity {
  requestId: string
  idempotencyKey: string | undefined
}

/** The headers of a call, names in lower case; whoever is nearer to the call wins. */
export function headersOf(call: Call, identity: Identity, client: ClientOptions): Record<string, string> {
  const { options, parts } = call
  const headers = {
    accept: 'application/json',
    'content-type': parts.body === undefined ? undefined : 'application/json',
    'x-request-id': identity.requestId,
    'idempotency-key': identity.idempotencyKey,
    'if-match': etag(options.ifMatch),
    traceparent: options.traceparent,
    tracestate: options.tracestate,
  }
  return merged([client.headers, headers, parts.headers, options.headers])
}

/** `3` is the ETag `"3"`. */
const etag = (version: number | string | undefined) =>
  typeof version === 'number' ? `"${version}"` : version

function merged(layers: readonly (object | undefined)[]): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of layers.flatMap(layer => Object.entries(layer ?? {}))) {
    if (value !== undefined && value !== null) result[name.toLowerCase()] = String(value)
  }
  return result
}
