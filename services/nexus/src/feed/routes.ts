import { type CloudEvent, typeExpression } from '@azora/contracts'
import {
  type FeedEvent,
  type FeedGap,
  type FeedMessage,
  FeedNotPossible,
  type FeedQuery,
  nexus,
} from '@azora/contracts/nexus'
import { type EventFeed, type FeedRequest, type FeedItem as Item, implement } from '@azora/service-kit'
import type { Use } from '../use.js'

export const feedRoutes = ({ log }: Use) =>
  implement(nexus.routes.feed).with(
    {
      read: async ({ query }) => {
        const { items, cursor } = await feedOf(log).page(requestOf(query))
        return { items: items.map(shown), cursor }
      },
    },
    { read: async ({ query, closed }) => told(await feedOf(log).follow(requestOf(query), closed)) },
  )

/** @throws FeedNotPossible */
function feedOf({ feed, carrier }: Use['log']): EventFeed {
  if (feed) return feed
  throw new FeedNotPossible(
    carrier === undefined
      ? 'EVENT_TRANSPORT is not set: nothing carries events.'
      : `Events are carried by ${carrier}, which cannot be read again from a place.`,
  )
}

async function* told(batches: Awaited<ReturnType<EventFeed['follow']>>): AsyncGenerator<FeedMessage[]> {
  for await (const messages of batches)
    yield messages.map(message => (message.kind === 'heartbeat' ? message : shown(message)))
}

/** One for all who are told of the same: it is written down once. */
const known = new WeakMap<Item, FeedEvent>()

function shown(item: Item): FeedEvent | FeedGap {
  if (item.kind === 'gap') return item
  const event = known.get(item) ?? { ...item, service: serviceOf(item.event) }
  known.set(item, event)
  return event
}

function requestOf({ cursor, type = '#', service, key, request }: FeedQuery): FeedRequest {
  return {
    cursor,
    types: typeExpression(type),
    wants: event =>
      isOrAny(service, serviceOf(event)) &&
      isOrAny(key, event.partitionkey) &&
      isOrAny(request, event.correlationid),
  }
}

/** The service an event comes from: its source is the path of one. */
const serviceOf = ({ source }: CloudEvent) => source.replace(/^\//, '')

const isOrAny = (wanted: string | undefined, is: string | undefined) => wanted === undefined || wanted === is
