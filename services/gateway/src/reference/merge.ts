import { gatewayPath } from '@azora/contracts'
import { mergeSchemas, type OpenApiDocument, type OperationObject } from '@azora/contracts/openapi'

/** A service's own OpenAPI document, with the paths it serves itself. */
export interface ServiceDocument {
  service: string
  document: OpenApiDocument
}

type Paths = OpenApiDocument['paths']

/**
 * One document of all services, with the paths of the gateway: `/education/v1/courses`.
 *
 * Operation ids and tags carry the service's name. Where services give one id to different schemas, each gets its
 * service's name before it.
 */
export function mergedDocument(services: readonly ServiceDocument[]): OpenApiDocument {
  const { document: parts, schemas } = mergeSchemas(
    services.map(({ service, document }) => ({
      service,
      document: {
        paths: pathsBehindGateway(service, document.paths),
        responses: document.components.responses,
      },
      schemas: document.components.schemas,
    })),
  )
  const components = services.map(({ document }) => document.components)
  return {
    openapi: '3.1.1',
    info: { title: 'Azora', version: '1.0.0', description: 'Every API of the platform behind one address.' },
    tags: services.flatMap(({ service, document }) =>
      document.tags.map(tag => ({ ...tag, name: `${service}.${tag.name}` })),
    ),
    paths: Object.assign({}, ...parts.map(part => part.paths)) as Paths,
    components: {
      schemas,
      responses: Object.assign(
        {},
        ...parts.map(part => part.responses),
      ) as OpenApiDocument['components']['responses'],
      parameters: Object.assign(
        {},
        ...components.map(part => part.parameters),
      ) as OpenApiDocument['components']['parameters'],
      securitySchemes: Object.assign(
        {},
        ...components.map(part => part.securitySchemes),
      ) as OpenApiDocument['components']['securitySchemes'],
    },
  }
}

function pathsBehindGateway(service: string, paths: Paths): Paths {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      gatewayPath(service, path),
      operationsOfService(service, item),
    ]),
  )
}

function operationsOfService(service: string, item: Paths[string]): Paths[string] {
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]: [string, OperationObject]) => [
      method,
      {
        ...operation,
        operationId: `${service}.${operation.operationId}`,
        tags: operation.tags.map(tag => `${service}.${tag}`),
      },
    ]),
  )
}
