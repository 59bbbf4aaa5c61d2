import type * as z from 'zod'
import type { Contract } from '../contract.js'
import { type Operation, operationsOf, problemsOf } from '../operation.js'
import type { Access, Method, RateLimit } from '../route.js'
import { SchemaGatherer, type Schemas } from '../schemas/gatherer.js'
import type { JsonSchema } from '../schemas/json-schema.js'
import { bare, mapValues } from './bare.js'

export interface OperationSnapshot {
  readonly method: Method
  readonly path: string
  readonly access: Access
  readonly status: number
  readonly idempotency: 'required' | 'accepted' | 'ignored'
  readonly ifMatch: 'required' | 'accepted' | 'ignored'
  readonly etag: boolean
  readonly maxBodyBytes: number
  readonly timeoutMs: number
  readonly rateLimit: RateLimit | null
  /** Only where people may ask for it in words. */
  readonly phrases?: readonly string[]
  /** Schemas of the parts a caller sends: `params`, `query`, `headers`, `body`. */
  readonly request: Readonly<Record<string, JsonSchema>>
  readonly returns: JsonSchema | null
  /** Only where the path has a WebSocket. */
  readonly messages?: JsonSchema
  /** The status of each problem particular to the route; the others follow from what else is recorded. */
  readonly problems: Readonly<Record<string, number>>
}

export interface EventSnapshot {
  readonly version: number
  readonly data: JsonSchema
}

/** What a contract promised when it was last accepted: plain JSON, kept under version control. */
export interface ContractSnapshot {
  readonly schemaVersion: 1
  readonly service: string
  readonly version: string
  readonly operations: Readonly<Record<string, OperationSnapshot>>
  readonly events: Readonly<Record<string, EventSnapshot>>
  readonly schemas: Schemas
}

/** Records what a contract promises. */
export function snapshotOf(contract: Contract): ContractSnapshot {
  const gatherer = new SchemaGatherer()
  const operations = operationsOf(contract).map(
    operation =>
      [operation.id, operationSnapshot(operation, gatherer, ownProblems(contract, operation))] as const,
  )
  const events = Object.values(contract.events).map(
    ({ type, version, data }) =>
      [type, { version, data: bare(gatherer.project(data, 'output', type)) }] as const,
  )
  const { document, schemas } = gatherer.finish({
    operations: Object.fromEntries(operations),
    events: Object.fromEntries(events),
  })
  return {
    schemaVersion: 1,
    service: contract.name,
    version: contract.version,
    ...document,
    schemas: mapValues(schemas, bare),
  }
}

/** The text of a snapshot's file; two runs over one contract give the same. */
export function formatSnapshot(snapshot: ContractSnapshot): string {
  return `${JSON.stringify(snapshot, null, 2)}\n`
}

function ownProblems(contract: Contract, { resource, name }: Operation): OperationSnapshot['problems'] {
  const route = contract.routes[resource]?.[name]
  if (!route) return {}
  const implied = new Set(problemsOf({ ...route, problems: [] }).map(({ code }) => code))
  const own = (route.problems ?? []).filter(({ code }) => !implied.has(code))
  return Object.fromEntries(own.map(({ code, status }) => [code, status]))
}

function operationSnapshot(
  operation: Operation,
  gatherer: SchemaGatherer,
  problems: OperationSnapshot['problems'],
): OperationSnapshot {
  const { id, method, path, access, status, idempotency, etag, maxBodyBytes, timeoutMs } = operation
  const { returns, messages, intent, ifMatch = 'ignored', rateLimit = null } = operation
  return {
    method,
    path,
    access,
    status,
    idempotency,
    ifMatch,
    etag,
    maxBodyBytes,
    timeoutMs,
    rateLimit,
    ...(intent && { phrases: intent.phrases }),
    request: requestOf(operation, gatherer),
    returns: returns ? bare(gatherer.project(returns, 'output', `${id}: returns`)) : null,
    ...(messages && { messages: bare(gatherer.project(messages, 'output', `${id}: messages`)) }),
    problems,
  }
}

function requestOf(operation: Operation, gatherer: SchemaGatherer): OperationSnapshot['request'] {
  const { id, params, query, headers, body } = operation
  const parts: Record<string, z.ZodType | undefined> = { params, query, headers, body }
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, schema]) =>
      schema ? [[name, bare(gatherer.project(schema, 'input', `${id}: ${name}`))]] : [],
    ),
  )
}
