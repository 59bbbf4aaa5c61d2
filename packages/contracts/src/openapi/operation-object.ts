import type * as z from 'zod'
import type { Operation } from '../operation.js'
import type { SchemaGatherer } from '../schemas/gatherer.js'
import type { AzoraExtension, Header, OperationObject, Response } from './document.js'
import { parametersOf } from './parameters.js'
import { problemReferences } from './problem-responses.js'
import { securityOf } from './security.js'

const DESCRIPTIONS: Record<number, string> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Accepted; it happens in the background.',
  204: 'Done; there is nothing to return.',
}

const requestId: Header = {
  description: 'Names this request in logs and traces.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{8,64}$' },
}
const etag: Header = {
  description: 'The version of what is returned.',
  schema: { type: 'string', examples: ['"3"'] },
}

/** The OpenAPI form of one operation. */
export function operationObject(operation: Operation, gatherer: SchemaGatherer): OperationObject {
  const { id, summary, description, resource, access, body } = operation
  return {
    operationId: id,
    summary,
    ...(description ? { description } : {}),
    tags: [resource],
    security: securityOf(access),
    parameters: parametersOf(operation, gatherer),
    ...(body
      ? {
          requestBody: {
            required: body._zod.optin === undefined,
            content: { 'application/json': { schema: gatherer.project(body, 'input', `${id}: body`) } },
          },
        }
      : {}),
    responses: {
      ...(operation.messages ? { 101: webSocket(operation, operation.messages, gatherer) } : {}),
      [operation.status]: success(operation, gatherer),
      ...(operation.etag ? { 304: { description: 'You have the current version.' } } : {}),
      ...problemReferences(operation),
    },
    'x-azora': extension(operation),
  }
}

function success({ id, returns, status, ...operation }: Operation, gatherer: SchemaGatherer): Response {
  const isVersioned = operation.etag || operation.ifMatch !== undefined
  return {
    description: DESCRIPTIONS[status] ?? 'Done.',
    headers: { 'x-request-id': requestId, ...(returns && isVersioned ? { etag } : {}) },
    ...(returns
      ? { content: { 'application/json': { schema: gatherer.project(returns, 'output', `${id}: returns`) } } }
      : {}),
  }
}

/** OpenAPI has no word for what follows an upgrade; the schema is that of each message. */
function webSocket({ id }: Operation, messages: z.ZodType, gatherer: SchemaGatherer): Response {
  return {
    description:
      'A WebSocket, if the request asked for one (RFC 6455). Each of its messages is a JSON text of this schema.',
    content: { 'application/json': { schema: gatherer.project(messages, 'output', `${id}: messages`) } },
  }
}

function extension({ access, idempotency, rateLimit, ...operation }: Operation): AzoraExtension {
  return {
    access,
    idempotency,
    ...(rateLimit ? { rateLimit } : {}),
    ...(operation.body ? { maxBodyBytes: operation.maxBodyBytes } : {}),
    timeoutMs: operation.timeoutMs,
    ...(operation.intent ? { phrases: operation.intent.phrases } : {}),
  }
}
