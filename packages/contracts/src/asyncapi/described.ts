import type { Contract } from '../contract.js'
import { dataSchemaOf, type EventDefinition } from '../event.js'
import { type Operation, operationsOf } from '../operation.js'
import type { SchemaGatherer } from '../schemas/gatherer.js'
import type { JsonSchema } from '../schemas/json-schema.js'

interface Reference {
  $ref: string
}

export interface Message {
  name: string
  title: string
  contentType: 'application/cloudevents+json' | 'application/json'
  payload: JsonSchema
}

export interface Channel {
  address: string
  description?: string
  messages: Record<string, Reference>
  /** Of a WebSocket: the request that asks for it. */
  bindings?: { ws: { method: 'GET'; query: JsonSchema; bindingVersion: '0.1.0' } }
}

export interface Action {
  action: 'send'
  channel: Reference
  summary: string
  messages: Reference[]
}

/** One thing that a service says of its own accord: where, what, and when. */
export interface Described {
  /** `publish` to whoever subscribes, `tell` whoever is connected. */
  verb: 'publish' | 'tell'
  message: Message
  channel: Channel
  action: Action
}

/** The events a service publishes, each on a channel of its type. */
export function describedEvents({ events }: Contract, gatherer: SchemaGatherer): Described[] {
  return Object.values(events).map(event => {
    const { type: name, summary: title } = event
    const payload = envelopeOf(event, gatherer)
    const message: Message = { name, title, contentType: 'application/cloudevents+json', payload }
    return { verb: 'publish', ...onChannel(message, { address: name }) }
  })
}

/** What WebSockets of a service tell, each on a channel of its path. */
export function describedWebSockets(
  contract: Contract,
  { gatherer, addressOf }: { gatherer: SchemaGatherer; addressOf: (path: string) => string },
): Described[] {
  return operationsOf(contract).flatMap(operation => {
    const { id, path, summary: title, description, messages } = operation
    if (!messages) return []
    const name = `${contract.name}.${id}`
    const payload = gatherer.project(messages, 'output', name)
    const message: Message = { name, title, contentType: 'application/json', payload }
    const channel = { address: addressOf(path), ...(description !== undefined && { description }) }
    return [
      {
        verb: 'tell' as const,
        ...onChannel(message, { ...channel, bindings: bindingsOf(operation, gatherer) }),
      },
    ]
  })
}

function envelopeOf(event: EventDefinition, gatherer: SchemaGatherer): JsonSchema {
  return {
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
  }
}

function bindingsOf({ id, query }: Operation, gatherer: SchemaGatherer): NonNullable<Channel['bindings']> {
  const asked = query ? gatherer.project(query, 'input', `${id} query`) : { type: 'object' as const }
  return { ws: { method: 'GET', query: asked, bindingVersion: '0.1.0' } }
}

/** A message alone on its channel, sent from there. */
function onChannel(message: Message, channel: Omit<Channel, 'messages'>): Omit<Described, 'verb'> {
  const { name, title: summary } = message
  return {
    message,
    channel: { ...channel, messages: { [name]: { $ref: `#/components/messages/${name}` } } },
    action: {
      action: 'send',
      channel: { $ref: `#/channels/${name}` },
      summary,
      messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
    },
  }
}
