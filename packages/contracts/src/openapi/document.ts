import type { Access, Method, RateLimit } from '../route.js'
import type { JsonSchema } from '../schemas/json-schema.js'

/** A reference to another part of the document. */
export interface Reference {
  $ref: string
}

export interface Server {
  url: string
  description?: string
}

export interface Tag {
  name: string
  description?: string
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  schema: JsonSchema
}

export interface Header {
  description: string
  schema: JsonSchema
}

export interface Content {
  schema: JsonSchema
  examples?: Record<string, { value: unknown }>
}

export interface Response {
  description: string
  headers?: Record<string, Header>
  content?: Record<string, Content>
}

export interface SecurityScheme {
  type: 'http'
  scheme: 'bearer'
  bearerFormat: 'JWT'
  description: string
}

/** What OpenAPI has no word for. */
export interface AzoraExtension {
  access: Access
  idempotency: 'required' | 'accepted' | 'ignored'
  rateLimit?: RateLimit
  maxBodyBytes?: number
  timeoutMs: number
  /** How people ask for it in words. */
  phrases?: readonly string[]
}

export interface OperationObject {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  security: Record<string, string[]>[]
  parameters: (Parameter | Reference)[]
  requestBody?: { required: boolean; content: Record<string, Content> }
  responses: Record<string, Response | Reference>
  'x-azora': AzoraExtension
}

/** An OpenAPI 3.1 document, as far as it is used here. */
export interface OpenApiDocument {
  openapi: '3.1.1'
  info: { title: string; version: string; description?: string }
  servers?: Server[]
  tags: Tag[]
  paths: Record<string, Partial<Record<Lowercase<Method>, OperationObject>>>
  components: {
    schemas: Record<string, JsonSchema>
    parameters: Record<string, Parameter>
    responses: Record<string, Response>
    securitySchemes: Record<string, SecurityScheme>
  }
}
