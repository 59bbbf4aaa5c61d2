import type { Contract } from './contract.js'
import type { OpenApiDocument, Server } from './openapi/document.js'
import { operationObject } from './openapi/operation-object.js'
import { sharedParameters } from './openapi/parameters.js'
import { problemResponses, problemSchemas } from './openapi/problem-responses.js'
import { securitySchemes } from './openapi/security.js'
import { gatewayPath, type Operation, operationsOf } from './operation.js'
import type { Method } from './route.js'
import { SchemaGatherer, type WithSchemas } from './schemas/gatherer.js'
import { mergeSchemas } from './schemas/merge.js'

export type { OpenApiDocument, OperationObject } from './openapi/document.js'
export { mergeSchemas } from './schemas/merge.js'

/** What a contract does not know about the document made of it. */
export interface OpenApiOptions {
  /** Base URLs under which the paths are reached. Default: none, so relative to where the document was read. */
  servers?: readonly Server[]
}

/** The OpenAPI 3.1 document of one service, with the paths it serves itself: `/v1/courses`. */
export function openApiOf(contract: Contract, options: OpenApiOptions = {}): OpenApiDocument {
  const { title, version, description } = contract
  const operations = operationsOf(contract)
  const info = { title, version, description }
  return { openapi: '3.1.1', info, ...assemble(operations, pathsOf(operations), options) }
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
  const services = contracts.map(contract => ({
    service: contract.name,
    operations: operationsOf(contract).map(behindGateway(contract.name)),
  }))
  const operations = services.flatMap(service => service.operations)
  const { document, schemas } = mergeSchemas(
    services.map(({ service, operations }) => ({ service, ...pathsOf(operations) })),
  )
  const paths: Paths = Object.assign({}, ...document)
  return {
    openapi: '3.1.1',
    info: { title, version },
    ...assemble(operations, { document: paths, schemas }, options),
  }
}

const behindGateway = (service: string) => (operation: Operation) => ({
  ...operation,
  id: `${service}.${operation.id}`,
  resource: `${service}.${operation.resource}`,
  path: gatewayPath(service, operation.path),
})

type Paths = OpenApiDocument['paths']

/** As OpenAPI writes them. */
const METHODS = {
  GET: 'get',
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'delete',
} as const satisfies Record<Method, string>

function pathsOf(operations: readonly Operation[]): WithSchemas<Paths> {
  const gatherer = new SchemaGatherer()
  const paths: Paths = {}
  for (const operation of operations) {
    const item = (paths[operation.path] ??= {})
    item[METHODS[operation.method]] = operationObject(operation, gatherer)
  }
  return gatherer.finish(paths)
}

function assemble(
  operations: readonly Operation[],
  { document: paths, schemas }: WithSchemas<Paths>,
  { servers }: OpenApiOptions,
): Omit<OpenApiDocument, 'openapi' | 'info'> {
  return {
    ...(servers ? { servers: [...servers] } : {}),
    tags: [...new Set(operations.map(({ resource }) => resource))].map(name => ({ name })),
    paths,
    components: {
      schemas: { ...schemas, ...problemSchemas },
      parameters: sharedParameters,
      responses: problemResponses(operations),
      securitySchemes,
    },
  }
}
