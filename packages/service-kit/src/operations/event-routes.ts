import {
  type CloudEvent,
  type Contract,
  type EventDefinition,
  InvalidRequest,
  MAX_EVENT_BYTES,
} from '@azora/contracts'
import { operations, UnknownEventType } from '@azora/contracts/operations'
import { audit } from '../data/audit.js'
import { envelopeOf } from '../events/outbox/envelope.js'
import { implement } from '../http/implement.js'
import { eventTraces, publishedLately } from './event-traces.js'
import type { OperationParts } from './operation-parts.js'

/** Single events are looked at and published by hand here. */
export const eventRoutes = ({ contract, database, clock, handlers }: OperationParts) =>
  implement(operations.routes.events).with({
    list: async ({ query }) => ({ events: await publishedLately(database.pool, query) }),
    get: ({ params: { eventId } }) =>
      eventTraces(
        database.pool,
        eventId,
        handlers.map(({ name }) => name),
      ),
    publish: async ({ body: { type, data, dryRun }, principal }) => {
      const definition = definitionOf(contract, type)
      refuseUnfit(definition, data)
      const event = envelopeOf(definition, { service: contract.name, data, now: clock.now() })
      refuseTooLarge(event)
      if (dryRun) return event
      await database.transaction(async tx => {
        await database.outbox.add(event)
        const { id, subject } = event
        await audit(tx, { action: 'event.published', subject: id, actor: principal, data: { type, subject } })
      })
      return event
    },
  })

/** @throws UnknownEventType, naming those there are */
function definitionOf({ name, events }: Contract, wanted: string): EventDefinition {
  const definitions = Object.values(events)
  const found = definitions.find(({ type }) => type === wanted)
  if (found) return found
  const known = definitions.map(({ type }) => type).join(', ')
  throw new UnknownEventType(
    `${name} publishes no ${wanted}; ${known ? `it publishes ${known}` : 'it publishes nothing'}.`,
  )
}

/** @throws InvalidRequest, naming every fault of the data */
function refuseUnfit({ type, data: schema }: EventDefinition, data: unknown): void {
  const read = schema.safeParse(data)
  if (read.success) return
  throw new InvalidRequest(`This is not the data of ${type}.`, {
    errors: read.error.issues.map(({ path, message }) => ({
      in: 'body',
      pointer: ['', 'data', ...path.map(String)].join('/'),
      message,
    })),
  })
}

/** @throws InvalidRequest for an event no carrier would take */
function refuseTooLarge(event: CloudEvent): void {
  const bytes = Buffer.byteLength(JSON.stringify(event))
  if (bytes <= MAX_EVENT_BYTES) return
  throw new InvalidRequest(`The event would weigh ${bytes} bytes, more than ${MAX_EVENT_BYTES}.`, {
    errors: [{ in: 'body', pointer: '/data', message: `expected less than ${MAX_EVENT_BYTES} bytes` }],
  })
}
