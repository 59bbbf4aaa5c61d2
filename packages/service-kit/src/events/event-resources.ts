import type { Contract } from '@azora/contracts'
import type { operations } from '@azora/contracts/operations'
import type { KitConfig } from '../config/kit-settings.js'
import { Database } from '../data/database.js'
import type { Implementation } from '../http/implement.js'
import type { NamedResource } from '../lifecycle.js'
import type { SpanSink } from '../observability/span.js'
import { eventOperations } from '../operations/event-operations.js'
import { Probe } from '../probe/probe.js'
import type { Kit, Resources } from '../resource.js'
import type { Saga } from '../saga/saga.js'
import { Consumer } from './inbox/consumer.js'
import { HandlingMetrics } from './inbox/handling-metrics.js'
import { Retries } from './inbox/retries.js'
import type { EventHandler } from './inbox/subscribe.js'
import { Subscriptions } from './inbox/subscriptions.js'
import { Delays } from './relay/delays.js'
import { Relay } from './relay/relay.js'
import { Replayer } from './replay/replayer.js'
import type { Transport } from './transport/transport.js'
import { transportOf } from './transport/transport-of.js'

/** What a test has instead: a transport of its own, and no pauses between attempts. */
export interface EventSurroundings {
  transport: Transport
  pauses: boolean
}

/** What the events of a service live on. */
export interface EventOptions {
  contract: Contract
  handlers: readonly EventHandler[]
  sagas: readonly Saga[]
  resources: Resources
  config: KitConfig
  kit: Kit
  spans: SpanSink
  surroundings?: EventSurroundings | undefined
}

/** The events of a service: what lives, and what operators can do about them. */
export interface EventPart {
  /** In starting order; stopped in reverse, subscriptions end first, then the outbox is sent off. */
  resources: NamedResource[]
  operations?: Implementation<typeof operations>
}

/** What publishes and handles a service's events, and what operators do about those, sagas and read models. Nothing without any. */
export function eventPart(options: EventOptions): EventPart {
  const { contract, handlers, resources } = options
  const database = Object.values(resources).find(resource => resource instanceof Database)
  if (!database && handlers.length > 0)
    throw new TypeError(`${contract.name} subscribes to events but has no database to note them in`)
  if (!database) return NOTHING
  if (handlers.length === 0 && Object.keys(contract.events).length === 0) return silent(options, database)
  const transport = chosen(options, database)
  if (transport) return living(options, database, transport)
  return uncarried(options, database, [{ name: 'events', resource: UNCONNECTED }])
}

const NOTHING: EventPart = { resources: [] }

/** Without events of its own or others' there may still be sagas and read models to look after. */
function silent(options: EventOptions, database: Database): EventPart {
  const isOperated = options.sagas.length > 0 || database.projections.length > 0
  return isOperated ? uncarried(options, database, []) : NOTHING
}

/** Operators can look at what there is, although no event moves. */
function uncarried(
  { contract, handlers, kit: { clock } }: EventOptions,
  database: Database,
  resources: NamedResource[],
): EventPart {
  const operations = eventOperations({
    contract,
    handlers,
    database,
    clock,
    carried: undefined,
    wake: () => {},
  })
  return { resources, operations }
}

const UNCONNECTED: NamedResource['resource'] = {
  required: false,
  check() {
    throw new Error('EVENT_TRANSPORT is not set: events wait in the outbox, and none arrive')
  },
}

function chosen({ config, surroundings }: EventOptions, { pool }: Database): Transport | undefined {
  const { eventTransport: url, instance } = config
  return surroundings?.transport ?? (url === undefined ? undefined : transportOf({ url, pool, instance }))
}

function living(options: EventOptions, database: Database, transport: Transport): EventPart {
  const { contract, handlers, kit, spans, surroundings } = options
  const { pool, outbox } = database
  const lags = () => subscriptions.lags()
  const metrics = new HandlingMetrics(kit.metrics.registry, () => kit.clock.now(), lags)
  const common = { store: database, kit, spans, metrics, pauses: surroundings?.pauses ?? true }
  const consumers = handlers.map(
    handler => new Consumer({ ...common, handler, postponed: () => retries.wake() }),
  )
  const retries = new Retries(database, consumers)
  const subscriptions = new Subscriptions(transport, consumers)
  const { features, history } = transport
  const replayer = features.replay && history && new Replayer({ pool, history, consumers })
  const wake = () => retries.wake()
  const carried = { transport, subscriptions, replayer: replayer || undefined }
  const operations = eventOperations({ contract, handlers, database, clock: kit.clock, carried, wake })
  const parts = [
    { name: 'event-transport', resource: transport },
    { name: 'event-relay', resource: new Relay({ pool, outbox, transport }) },
    { name: 'event-delays', resource: new Delays({ pool, outbox }) },
    { name: 'event-retries', resource: retries },
    ...(replayer ? [{ name: 'event-replays', resource: replayer }] : []),
    { name: 'event-subscriptions', resource: subscriptions },
    ...(isTryable(options)
      ? [{ name: 'event-probe', resource: new Probe({ database, transport, consuming: common }) }]
      : []),
  ]
  return { resources: parts, operations }
}

/** Nothing is broken on purpose in production; and tests carry their events themselves. */
function isTryable({ config, surroundings }: EventOptions): boolean {
  return config.profile === 'local' && !surroundings
}
