import {
  type Action,
  type Channel,
  type Described,
  describedEvents,
  describedWebSockets,
  type Message,
} from './asyncapi/described.js'
import { CloudEvent } from './cloud-event.js'
import type { Contract } from './contract.js'
import { gatewayPath } from './operation.js'
import { SchemaGatherer, type WithSchemas } from './schemas/gatherer.js'
import { type JsonSchema, jsonSchemaOf } from './schemas/json-schema.js'
import { byName, mergeSchemas } from './schemas/merge.js'

/**
 * An AsyncAPI 3 document, as far as it is used here: one channel and one message per event type, and per path at which a
 * WebSocket tells something.
 */
export interface AsyncApiDocument {
  asyncapi: '3.0.0'
  info: { title: string; version: string; description?: string }
  defaultContentType: 'application/cloudevents+json'
  channels: Record<string, Channel>
  operations: Record<string, Action>
  components: { messages: Record<string, Message>; schemas: Record<string, JsonSchema> }
}

/** The AsyncAPI 3 document of what one service publishes, as CloudEvents 1.0, and tells by WebSockets. */
export function asyncApiOf(contract: Contract): AsyncApiDocument {
  const { title, version, description } = contract
  return assemble(
    { title, version, description },
    describedIn(contract, path => path),
  )
}

/** What {@link platformAsyncApi} needs beside the contracts. */
export interface PlatformAsyncApiOptions {
  /** Default `Azora`. */
  title?: string
  /** Default `1.0.0`. */
  version?: string
}

/** One AsyncAPI 3 document of what all services publish, and tell by WebSockets at the gateway. */
export function platformAsyncApi(
  contracts: readonly Contract[],
  { title = 'Azora', version = '1.0.0' }: PlatformAsyncApiOptions = {},
): AsyncApiDocument {
  const parts = contracts.map(contract => ({
    service: contract.name,
    ...describedIn(contract, path => gatewayPath(contract.name, path)),
  }))
  const { document, schemas } = mergeSchemas(parts)
  return assemble({ title, version }, { document: document.flat(), schemas })
}

function describedIn(contract: Contract, addressOf: (path: string) => string): WithSchemas<Described[]> {
  const gatherer = new SchemaGatherer()
  return gatherer.finish([
    ...describedEvents(contract, gatherer),
    ...describedWebSockets(contract, { gatherer, addressOf }),
  ])
}

function assemble(
  info: AsyncApiDocument['info'],
  { document: described, schemas }: WithSchemas<Described[]>,
): AsyncApiDocument {
  return {
    asyncapi: '3.0.0',
    info,
    defaultContentType: 'application/cloudevents+json',
    channels: byName(described.map(({ message: { name }, channel }) => [name, channel])),
    operations: byName(described.map(({ message: { name }, verb, action }) => [`${verb}.${name}`, action])),
    components: {
      messages: byName(described.map(({ message }) => [message.name, message])),
      schemas: { ...schemas, CloudEvent: jsonSchemaOf(CloudEvent, 'output', 'CloudEvent') },
    },
  }
}
