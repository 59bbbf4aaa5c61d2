import { CloudEvent } from './cloud-event.js'
import type { Contract } from './contract.js'
import { dataSchemaOf, type EventDefinition } from './event.js'
import { SchemaGatherer, type WithSchemas } from './schemas/gatherer.js'
import { type JsonSchema, jsonSchemaOf } from './schemas/json-schema.js'
import { byName, mergeSchemas } from './schemas/merge.js'

interface Reference {
  $ref: string
}

interface Message {
  name: string
  title: string
  contentType: 'application/cloudevents+json'
  payload: JsonSchema
}

/** An AsyncAPI 3 document, as far as it is used here: one channel and one message per event type. */
export interface AsyncApiDocument {
  asyncapi: '3.0.0'
  info: { title: string; version: string; description?: string }
  defaultContentType: 'application/cloudevents+json'
  channels: Record<string, { address: string; messages: Record<string, Reference> }>
  operations: Record<string, { action: 'send'; channel: Reference; summary: string; messages: Reference[] }>
  components: { messages: Record<string, Message>; schemas: Record<string, JsonSchema> }
}

/** The AsyncAPI 3 document of the events one service publishes, as CloudEvents 1.0. */
export function asyncApiOf(contract: Contract): AsyncApiDocument {
  const { title, version, description } = contract
  return assemble({ title, version, description }, [contract], messagesOf(contract))
}

/** What {@link platformAsyncApi} needs beside the contracts. */
export interface PlatformAsyncApiOptions {
  /** Default `Azora`. */
  title?: string
  /** Default `1.0.0`. */
  version?: string
}

/** One AsyncAPI 3 document of the events of all services. */
export function platformAsyncApi(
  contracts: readonly Contract[],
  { title = 'Azora', version = '1.0.0' }: PlatformAsyncApiOptions = {},
): AsyncApiDocument {
  const parts = contracts.map(contract => ({ service: contract.name, ...messagesOf(contract) }))
  const { document, schemas } = mergeSchemas(parts)
  return assemble({ title, version }, contracts, { document: document.flat(), schemas })
}

const eventsOf = (contract: Contract) => Object.values(contract.events)

function messagesOf(contract: Contract): WithSchemas<Message[]> {
  const gatherer = new SchemaGatherer()
  return gatherer.finish(eventsOf(contract).map(event => message(event, gatherer)))
}

function message(event: EventDefinition, gatherer: SchemaGatherer): Message {
  return {
    name: event.type,
    title: event.summary,
    contentType: 'application/cloudevents+json',
    payload: {
      allOf: [
        { $ref: '#/components/schemas/CloudEvent' },
        {
          properties: {
            type: { const: event.type },
            dataschema: { const: dataSchemaOf(event) },
            data: gatherer.project(event.data, 'output', event.type),
          },
        },
      ],
    },
  }
}

function assemble(
  info: AsyncApiDocument['info'],
  contracts: readonly Contract[],
  { document: messages, schemas }: WithSchemas<Message[]>,
): AsyncApiDocument {
  const events = contracts.flatMap(eventsOf)
  return {
    asyncapi: '3.0.0',
    info,
    defaultContentType: 'application/cloudevents+json',
    channels: byName(events.map(({ type }) => [type, channel(type)])),
    operations: byName(events.map(event => [`publish.${event.type}`, operation(event)])),
    components: {
      messages: byName(messages.map(message => [message.name, message])),
      schemas: { ...schemas, CloudEvent: jsonSchemaOf(CloudEvent, 'output', 'CloudEvent') },
    },
  }
}

const channel = (type: string) => ({
  address: type,
  messages: { [type]: { $ref: `#/components/messages/${type}` } },
})

const operation = ({ type, summary }: EventDefinition) => ({
  action: 'send' as const,
  channel: { $ref: `#/channels/${type}` },
  summary,
  messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
})
