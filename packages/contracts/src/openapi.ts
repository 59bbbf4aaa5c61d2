import type { Contract } from './contract.js'
import { SchemaGatherer } from './json-schema.js'
import type { OpenApiDocument, Server, Tag } from './openapi/document.js'
import { mergeDocuments } from './openapi/merge.js'
import { operationObject } from './openapi/operation-object.js'
import { sharedParameters } from './openapi/parameters.js'
import { problemResponses, problemSchemas } from './openapi/problem-responses.js'
import { securitySchemes } from './openapi/security.js'
import { gatewayPath, type Operation, operationsOf } from './operation.js'

export type { OpenApiDocument, OperationObject } from './openapi/document.js'

/** What a contract does not know about the document made of it. */
export interface OpenApiOptions {
  /** Base URLs under which the paths are reached. Default: none, so relative to where the document was read. */
  servers?: readonly Server[]
}

/** The OpenAPI 3.1 document of one service, with the paths it serves itself: `/v1/courses`. */
export function openApiOf(contract: Contract, options: OpenApiOptions = {}): OpenApiDocument {
  return project(contract, operationsOf(contract), options)
}

/** What {@link platformOpenApi} needs beside the contracts. */
export interface PlatformOpenApiOptions extends OpenApiOptions {
  /** Default `Azora`. */
  title?: string
  /** Default `1.0.0`. */
  version?: string
}

/**
 * One OpenAPI 3.1 document of all services, with the paths of the gateway: `/education/v1/courses`.
 *
 * Operation ids and tags carry the service's name (`education.courses.list`). Where services give one id to
 * different schemas, each gets its service's name: `AuthSession`.
 */
export function platformOpenApi(
  contracts: readonly Contract[],
  { title = 'Azora', version = '1.0.0', ...options }: PlatformOpenApiOptions = {},
): OpenApiDocument {
  const documents = contracts.map(contract => ({
    service: contract.name,
    document: project(contract, operationsOf(contract).map(behindGateway(contract.name)), options),
  }))
  return mergeDocuments({ title, version }, documents)
}

const behindGateway = (service: string) => (operation: Operation) => ({
  ...operation,
  id: `${service}.${operation.id}`,
  resource: `${service}.${operation.resource}`,
  path: gatewayPath(service, operation.path),
})

function project(contract: Contract, operations: Operation[], { servers }: OpenApiOptions): OpenApiDocument {
  const gatherer = new SchemaGatherer()
  const { document: paths, schemas } = gatherer.finish(pathsOf(operations, gatherer))
  return {
    openapi: '3.1.1',
    info: { title: contract.title, version: contract.version, description: contract.description },
    ...(servers ? { servers: [...servers] } : {}),
    tags: tagsOf(operations),
    paths,
    components: {
      schemas: { ...schemas, ...problemSchemas },
      parameters: sharedParameters,
      responses: problemResponses(operations),
      securitySchemes,
    },
  }
}

function pathsOf(operations: readonly Operation[], gatherer: SchemaGatherer): OpenApiDocument['paths'] {
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of operations) {
    const item = (paths[operation.path] ??= {})
    item[operation.method.toLowerCase() as Lowercase<Operation['method']>] = operationObject(
      operation,
      gatherer,
    )
  }
  return paths
}

function tagsOf(operations: readonly Operation[]): Tag[] {
  return [...new Set(operations.map(operation => operation.resource))].map(name => ({ name }))
}
