// Generated from the contract of nexus by `npm run generate`. Do not edit.

import type {
  CallPromise,
  Caller,
  ClientOptions,
  Endpoints,
  PagePromise,
  RequestOptions,
  Runtime,
} from '../runtime.js'
import { callerOf } from '../runtime.js'

export * from '@azora/contracts/nexus/problems'

export interface DeadLettersDiscardBody {
  /** the handler that gave them up. */
  handler?: string
  /** the type of the event. */
  type?: string
  /** the key of the event, usually the id of what it happened to. */
  key?: string
  /** text that stands in one of the errors. */
  error?: string
  /** these and no others. */
  ids?: string[]
  /** the most at once, those that happened first first. */
  limit?: number
  /** only say how many it would be. */
  dryRun?: boolean
  /** only this service. */
  service?: string
}

export interface DeadLettersDiscardResult {
  count: number
  dryRun: boolean
  services: {
    service: string
    count: number
  }[]
  /** Services that did not answer: what they know is missing here. */
  silent: SilentService[]
}

export interface DeadLettersListQuery {
  /** the handler that gave them up. */
  handler?: string
  /** the type of the event. */
  type?: string
  /** the key of the event, usually the id of what it happened to. */
  key?: string
  /** text that stands in one of the errors. */
  error?: string
  limit?: number
  cursor?: string
  state?: 'dead' | 'redriven' | 'discarded'
  /** only this service. */
  service?: string
}

export interface DeadLettersListResult {
  deadLetters: ServiceDeadLetter[]
  nextCursor: string | null
  /** Services that did not answer: what they know is missing here. */
  silent: SilentService[]
}

export interface DeadLettersRedriveBody {
  /** the handler that gave them up. */
  handler?: string
  /** the type of the event. */
  type?: string
  /** the key of the event, usually the id of what it happened to. */
  key?: string
  /** text that stands in one of the errors. */
  error?: string
  /** these and no others. */
  ids?: string[]
  /** the most at once, those that happened first first. */
  limit?: number
  /** only say how many it would be. */
  dryRun?: boolean
  /** how many are tried again within a second. */
  perSecond?: number
  /** only this service. */
  service?: string
}

export interface DeadLettersRedriveResult {
  count: number
  dryRun: boolean
  services: {
    service: string
    count: number
  }[]
  /** Services that did not answer: what they know is missing here. */
  silent: SilentService[]
}

export interface EventFailure {
  at: string
  attempt: number
  /** The error and what caused it, outermost first. */
  errors: {
    name: string
    message: string
    code?: string
  }[]
  stack?: string
}

export interface EventSchema {
  type: string
  version: number
  /** The service that publishes it. */
  service: string
  summary: string
  /** The URI that travels with every event of this version. */
  dataschema: string
  /** JSON Schema 2020-12 of `data`. */
  schema: Record<string, unknown>
  publishedAt: string
  /** What the contract says today under this very version and may not: empty, unless somebody has changed it. */
  conflicts: string[]
}

export interface EventWay {
  /** Null if it is known only from what handlers have made of it. */
  event: {
    specversion: '1.0'
    /** UUIDv7. Inboxes know an event by it, for ever. */
    id: string
    /** The service it happened in: `/auth`. */
    source: string
    type: string
    /** The id of what it happened to. */
    subject: string
    time: string
    datacontenttype?: 'application/json'
    /** The version of the schema of `data`. */
    dataschema: string
    /** Shared by all that follows from one request. */
    correlationid?: string
    /** The event or request this one follows from. */
    causationid?: string
    /** W3C Trace Context. */
    traceparent?: string
    /** Events of one key are handled in the order they were published in. */
    partitionkey: string
    /** On whose behalf: `user:<id>` or `service:<name>`. */
    actor?: string
    data: unknown
    [key: string]: unknown
  } | null
  /** Null if that is more than a day ago. */
  published: {
    service: string
    at: string
    sentAt: string | null
  } | null
  handlings: ServiceEventHandling[]
  /** Services that did not answer: what they know is missing here. */
  silent: SilentService[]
}

export interface EventsListQuery {
  /** only of this type. */
  type?: string
  /** only of this key: the id of what they happened to. */
  key?: string
  /** only what follows from this request. */
  request?: string
  /** how far back to look. */
  withinMinutes?: number
  limit?: number
  /** only this service. */
  service?: string
}

export interface EventsListResult {
  events: ServicePublishedEvent[]
  /** Services that did not answer: what they know is missing here. */
  silent: SilentService[]
}

export interface EventsPublishBody {
  /** a type that the service publishes. */
  type: string
  /** what the contract says of it. */
  data: Record<string, unknown>
  /** only check the data and show the event. */
  dryRun?: boolean
}

/** CloudEvents 1.0. `source` and `id` together are unique. */
export interface EventsPublishResult {
  specversion: '1.0'
  /** UUIDv7. Inboxes know an event by it, for ever. */
  id: string
  /** The service it happened in: `/auth`. */
  source: string
  type: string
  /** The id of what it happened to. */
  subject: string
  time: string
  datacontenttype?: 'application/json'
  /** The version of the schema of `data`. */
  dataschema: string
  /** Shared by all that follows from one request. */
  correlationid?: string
  /** The event or request this one follows from. */
  causationid?: string
  /** W3C Trace Context. */
  traceparent?: string
  /** Events of one key are handled in the order they were published in. */
  partitionkey: string
  /** On whose behalf: `user:<id>` or `service:<name>`. */
  actor?: string
  data: unknown
  [key: string]: unknown
}

export interface FeedEvent {
  kind: 'event'
  service: string
  /** CloudEvents 1.0. `source` and `id` together are unique. */
  event: {
    specversion: '1.0'
    /** UUIDv7. Inboxes know an event by it, for ever. */
    id: string
    /** The service it happened in: `/auth`. */
    source: string
    type: string
    /** The id of what it happened to. */
    subject: string
    time: string
    datacontenttype?: 'application/json'
    /** The version of the schema of `data`. */
    dataschema: string
    /** Shared by all that follows from one request. */
    correlationid?: string
    /** The event or request this one follows from. */
    causationid?: string
    /** W3C Trace Context. */
    traceparent?: string
    /** Events of one key are handled in the order they were published in. */
    partitionkey: string
    /** On whose behalf: `user:<id>` or `service:<name>`. */
    actor?: string
    data: unknown
    [key: string]: unknown
  }
  /** The place in the feed: whoever reads on from here gets each event after it. */
  cursor: string
}

export interface FeedGap {
  kind: 'gap'
  /** Events after the cursor are no longer kept; or the log was lost, and there is another. */
  reason: 'no-longer-kept' | 'another-log'
  /** The place in the feed: whoever reads on from here gets each event after it. */
  cursor: string
}

export interface FeedPage {
  items: (FeedEvent | FeedGap)[]
  /** Ask on from here. Without items: there is nothing yet. */
  cursor: string
}

export interface FeedReadQuery {
  /** the last cursor that was seen; default: with what is published from now on. */
  cursor?: string
  /** only of types of this pattern: * is one word, # any number of them. */
  type?: string
  /** only what this service publishes. */
  service?: string
  /** only of this key: the id of what they happen to. */
  key?: string
  /** only what follows from this request. */
  request?: string
}

export interface HandlerFlow {
  handler: string
  /** Types and patterns of types. */
  wants: string[]
  /** Events that have yet to reach it; null while the carrier is away. */
  lag: number | null
  /** Events that failed, or wait for one of their key that did. */
  waiting: number
  /** Events it has given up. */
  deadLetters: number
}

export interface Intent {
  id: string
  /** What was said, without characters that nobody sees. */
  text: string
  state: 'not-understood' | 'needs-confirmation' | 'refused' | 'running' | 'done' | 'failed' | 'canceled' | 'expired'
  /** Why it is in that state, in words; null if there is nothing to say. */
  reason: string | null
  /** How sure it is that this was meant. */
  confidence: number
  /** Null if it was not. */
  understoodBy: 'phrases' | 'model' | null
  plan: IntentPlan | null
  /** What is missing or wrong, field by field, where that was all that is. */
  faults: IntentFault[]
  /** What you could say instead. */
  suggestions: string[]
  /** What the command answered. It is not kept: only the answer to who had it run has it, else null. */
  result: unknown
  /** Why the command failed. */
  problem: {
    code: string
    status: number
    title: string
    detail: string | null
  } | null
  /** Of the command, in logs and traces. */
  requestId: string | null
  /** Of what it moved, where the command says so. */
  transactionId: string | null
  createdAt: string
  /** Until when it can be confirmed; null if it need not be. */
  expiresAt: string | null
  /** When it was done, failed or was canceled. */
  endedAt: string | null
}

export interface IntentFault {
  slot: string
  message: string
}

export interface IntentPlan {
  /** `education.enrollments.enroll`. */
  operation: string
  summary: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As the gateway serves it, its parameters in braces. */
  path: string
  /** Who may call it. */
  access: string
  /** Whether it changes anything: then it is confirmed first. */
  changes: boolean
  /** What fills its fields; each stands in what was said. */
  slots: Record<string, string | number | boolean>
}

export interface IntentsAskBody {
  text: string
}

export interface IntentsListQuery {
  limit?: number
  cursor?: string
}

export interface PlatformFlow {
  services: ServiceFlow[]
  /** Services that did not answer: what they know is missing here. */
  silent: SilentService[]
}

export interface ProjectionsListQuery {
  /** only this service. */
  service?: string
}

export interface ProjectionsListResult {
  projections: ServiceProjection[]
  /** Services that did not answer: what they know is missing here. */
  silent: SilentService[]
}

export interface ReadModel {
  /** Of the projection that made it; 0 if it is yet to be begun. */
  version: number
  /** Up to which position of the streams everything is in it. */
  position: string
  /** Events that wait for it, counted to 10,000. */
  lag: number
  /** Seconds since the oldest of them was written; 0 if none waits. */
  lagSeconds: number
  /** Since when it stands still; null while it moves. */
  stoppedAt: string | null
  /** The event it cannot take, and why. */
  failure: string | null
}

export interface Replay {
  id: string
  handler: string
  range: {
    /** those that happened at this time or later. */
    from?: string
    /** those that happened before it; default: now. */
    to?: string
    /** only events of this type. */
    type?: string
    /** only events of this key. */
    key?: string
    /** these and no others. */
    ids?: string[]
  }
  perSecond: number
  state: 'running' | 'done' | 'canceled'
  /** How many events have been handed over. */
  replayed: number
  createdBy: string
  createdAt: string
  endedAt: string | null
}

export interface ReplaysListResult {
  replays: ServiceReplay[]
  /** Services that did not answer: what they know is missing here. */
  silent: SilentService[]
}

export interface ReplaysStartBody {
  /** those that happened at this time or later. */
  from?: string
  /** those that happened before it; default: now. */
  to?: string
  /** only events of this type. */
  type?: string
  /** only events of this key. */
  key?: string
  /** these and no others. */
  ids?: string[]
  /** of the replay: asked for twice under one id it is one replay. */
  id?: string
  /** the handler the events are handed to, and no other. */
  handler: string
  /** how many are handed over within a second. */
  perSecond?: number
  /** only say how many it would be. */
  dryRun?: boolean
}

export interface ReplaysStartResult {
  /** Null for a dry run. */
  replay: Replay | null
  /** How many it would be; null unless it is a dry run. */
  events: number | null
  service: string
}

export interface SagaStep {
  step: string
  state: string
  attempts: number
  /** How often its compensation was tried. */
  compensations: number
  result: unknown
  failures: EventFailure[]
  dueAt: string | null
  startedAt: string | null
  endedAt: string | null
}

export interface SagasCompensateBody {
  /** for whoever looks at it later. */
  reason: string
}

export interface SagasListQuery {
  limit?: number
  cursor?: string
  /** the name of its declaration. */
  saga?: string
  /** what it was started for. */
  subject?: string
  /** how it stands. */
  state?: 'running' | 'waiting' | 'compensating' | 'completed' | 'compensated' | 'stuck'
  /** only this service. */
  service?: string
}

export interface SagasListResult {
  sagas: ServiceSaga[]
  nextCursor: string | null
  /** Services that did not answer: what they know is missing here. */
  silent: SilentService[]
}

export interface SchemasListQuery {
  /** only this type. */
  type?: string
}

export interface SchemasListResult {
  items: EventSchema[]
}

export interface ServiceDeadLetter {
  id: string
  handler: string
  /** CloudEvents 1.0. `source` and `id` together are unique. */
  event: {
    specversion: '1.0'
    /** UUIDv7. Inboxes know an event by it, for ever. */
    id: string
    /** The service it happened in: `/auth`. */
    source: string
    type: string
    /** The id of what it happened to. */
    subject: string
    time: string
    datacontenttype?: 'application/json'
    /** The version of the schema of `data`. */
    dataschema: string
    /** Shared by all that follows from one request. */
    correlationid?: string
    /** The event or request this one follows from. */
    causationid?: string
    /** W3C Trace Context. */
    traceparent?: string
    /** Events of one key are handled in the order they were published in. */
    partitionkey: string
    /** On whose behalf: `user:<id>` or `service:<name>`. */
    actor?: string
    data: unknown
    [key: string]: unknown
  }
  attempts: number
  failures: EventFailure[]
  state: 'dead' | 'redriven' | 'discarded'
  firstFailedAt: string
  lastFailedAt: string
  service: string
}

export interface ServiceEventHandling {
  handler: string
  state: 'handled' | 'skipped' | 'waiting' | 'dead' | 'redriven' | 'discarded'
  /** When it was dealt with, or last failed; null if it has not been tried. */
  at: string | null
  /** How often it was tried; 0 if it waits for another event of its key. */
  attempts: number
  failures: EventFailure[]
  deadLetterId: string | null
  service: string
}

export interface ServiceFlow {
  /** What carries its events; null if it is connected to nothing. */
  transport: {
    name: string
    /** The death of what an event survives. */
    durability: 'broker' | 'process' | 'none'
    /** Whether the instances of a service share its events. */
    competing: boolean
    /** Whether what was delivered can be read again. */
    replay: boolean
    /** Whether it is there once then, however often it was sent. */
    distinct: boolean
  } | null
  outbox: {
    unsent: number
    /** The age of the oldest unsent event; 0 if there is none. */
    oldestSeconds: number
  }
  handlers: HandlerFlow[]
  service: string
}

export interface ServiceProjection {
  name: string
  /** Whether it is kept in the transaction that appends, or after it. */
  mode: 'inline' | 'following'
  live: ReadModel
  /** What takes its place once it has come as far; usually null. */
  building: ReadModel | null
  service: string
}

export interface ServicePublishedEvent {
  /** CloudEvents 1.0. `source` and `id` together are unique. */
  event: {
    specversion: '1.0'
    /** UUIDv7. Inboxes know an event by it, for ever. */
    id: string
    /** The service it happened in: `/auth`. */
    source: string
    type: string
    /** The id of what it happened to. */
    subject: string
    time: string
    datacontenttype?: 'application/json'
    /** The version of the schema of `data`. */
    dataschema: string
    /** Shared by all that follows from one request. */
    correlationid?: string
    /** The event or request this one follows from. */
    causationid?: string
    /** W3C Trace Context. */
    traceparent?: string
    /** Events of one key are handled in the order they were published in. */
    partitionkey: string
    /** On whose behalf: `user:<id>` or `service:<name>`. */
    actor?: string
    data: unknown
    [key: string]: unknown
  }
  at: string
  sentAt: string | null
  service: string
}

export interface ServiceReplay {
  id: string
  handler: string
  range: {
    /** those that happened at this time or later. */
    from?: string
    /** those that happened before it; default: now. */
    to?: string
    /** only events of this type. */
    type?: string
    /** only events of this key. */
    key?: string
    /** these and no others. */
    ids?: string[]
  }
  perSecond: number
  state: 'running' | 'done' | 'canceled'
  /** How many events have been handed over. */
  replayed: number
  createdBy: string
  createdAt: string
  endedAt: string | null
  service: string
}

export interface ServiceSaga {
  id: string
  /** The name of its declaration. */
  saga: string
  /** What it was started for. */
  subject: string
  state: 'running' | 'waiting' | 'compensating' | 'completed' | 'compensated' | 'stuck'
  /** Why it was turned around. */
  reason: string | null
  stuckReason: string | null
  startedAt: string
  turnedAt: string | null
  endedAt: string | null
  /** When something happens next by itself. */
  dueAt: string | null
  service: string
}

export interface ServiceSagaDetails {
  id: string
  /** The name of its declaration. */
  saga: string
  /** What it was started for. */
  subject: string
  state: 'running' | 'waiting' | 'compensating' | 'completed' | 'compensated' | 'stuck'
  /** Why it was turned around. */
  reason: string | null
  stuckReason: string | null
  startedAt: string
  turnedAt: string | null
  endedAt: string | null
  /** When something happens next by itself. */
  dueAt: string | null
  input: unknown
  requestId: string | null
  steps: SagaStep[]
  service: string
}

export interface SilentService {
  service: string
  reason: string
}

/** What `nexus.flow` can do. */
export class Flow {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Show how events stand in every service: outboxes, subscriptions and their lag. */
  get(options?: RequestOptions): CallPromise<PlatformFlow> {
    return this.#caller.call('flow.get', {}, options)
  }
}

/** What `nexus.events` can do. */
export class Events {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List what services have published within the last day, newest first. */
  list(query?: EventsListQuery, options?: RequestOptions): CallPromise<EventsListResult> {
    return this.#caller.call('events.list', { query }, options)
  }

  /** Show the way of an event: published when, handled by whom, when, after how many attempts. */
  get(eventId: string, options?: RequestOptions): CallPromise<EventWay> {
    return this.#caller.call('events.get', { params: { eventId } }, options)
  }

  /** Publish an event by hand, in the service it belongs to. */
  publish(body: EventsPublishBody, options?: RequestOptions): CallPromise<EventsPublishResult> {
    return this.#caller.call('events.publish', { body }, options)
  }
}

/** What `nexus.feed` can do. */
export class Feed {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Follow the events of all services from the log, in order for each key. */
  read(query?: FeedReadQuery, options?: RequestOptions): CallPromise<FeedPage> {
    return this.#caller.call('feed.read', { query }, options)
  }
}

/** What `nexus.deadLetters` can do. */
export class DeadLetters {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List the dead letters of all services, those that happened first first. */
  list(query?: DeadLettersListQuery, options?: RequestOptions): CallPromise<DeadLettersListResult> {
    return this.#caller.call('deadLetters.list', { query }, options)
  }

  /** Get a dead letter, wherever it lies. */
  get(deadLetterId: string, options?: RequestOptions): CallPromise<ServiceDeadLetter> {
    return this.#caller.call('deadLetters.get', { params: { deadLetterId } }, options)
  }

  /** Have dead letters tried again, in every service. */
  redrive(body: DeadLettersRedriveBody, options?: RequestOptions): CallPromise<DeadLettersRedriveResult> {
    return this.#caller.call('deadLetters.redrive', { body }, options)
  }

  /** Give dead letters up for good, in every service. */
  discard(body: DeadLettersDiscardBody, options?: RequestOptions): CallPromise<DeadLettersDiscardResult> {
    return this.#caller.call('deadLetters.discard', { body }, options)
  }
}

/** What `nexus.projections` can do. */
export class Projections {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List the projections of all services and how far their read models are behind. */
  list(query?: ProjectionsListQuery, options?: RequestOptions): CallPromise<ProjectionsListResult> {
    return this.#caller.call('projections.list', { query }, options)
  }

  /** Show a projection and how far its read models are behind, whichever service keeps it. */
  get(projection: string, options?: RequestOptions): CallPromise<ServiceProjection> {
    return this.#caller.call('projections.get', { params: { projection } }, options)
  }

  /** Build a read model anew beside the one that serves. */
  rebuild(projection: string, options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('projections.rebuild', { params: { projection } }, options)
  }

  /** Have a projection that stands still try its event again. */
  resume(projection: string, options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('projections.resume', { params: { projection } }, options)
  }
}

/** What `nexus.replays` can do. */
export class Replays {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List the replays of all services, the newest first. */
  list(options?: RequestOptions): CallPromise<ReplaysListResult> {
    return this.#caller.call('replays.list', {}, options)
  }

  /** Hand events that are kept to a handler once more. */
  start(body: ReplaysStartBody, options?: RequestOptions): CallPromise<ReplaysStartResult> {
    return this.#caller.call('replays.start', { body }, options)
  }

  /** End a replay where it is. */
  cancel(replayId: string, options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('replays.cancel', { params: { replayId } }, options)
  }
}

/** What `nexus.sagas` can do. */
export class Sagas {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List the sagas of all services, those started last first. */
  list(query?: SagasListQuery, options?: RequestOptions): CallPromise<SagasListResult> {
    return this.#caller.call('sagas.list', { query }, options)
  }

  /** Get a saga with its steps, whichever service runs it. */
  get(sagaId: string, options?: RequestOptions): CallPromise<ServiceSagaDetails> {
    return this.#caller.call('sagas.get', { params: { sagaId } }, options)
  }

  /** Have a saga go on at once. */
  retry(sagaId: string, options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('sagas.retry', { params: { sagaId } }, options)
  }

  /** Turn a saga around: undo what it has done. */
  compensate(sagaId: string, body: SagasCompensateBody, options?: RequestOptions): CallPromise<void> {
    return this.#caller.call('sagas.compensate', { params: { sagaId }, body }, options)
  }
}

/** What `nexus.schemas` can do. */
export class Schemas {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List the schemas of events: every type, every version. */
  list(query?: SchemasListQuery, options?: RequestOptions): CallPromise<SchemasListResult> {
    return this.#caller.call('schemas.list', { query }, options)
  }

  /** Get a version of the schema of an event. */
  get(type: string, version: number, options?: RequestOptions): CallPromise<EventSchema> {
    return this.#caller.call('schemas.get', { params: { type, version } }, options)
  }
}

/** What `nexus.intents` can do. */
export class Intents {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Ask for something in words. */
  ask(body: IntentsAskBody, options?: RequestOptions): CallPromise<Intent> {
    return this.#caller.call('intents.ask', { body }, options)
  }

  /** List what you have asked for in words, newest first. */
  list(query?: IntentsListQuery, options?: RequestOptions): PagePromise<Intent> {
    return this.#caller.page('intents.list', { query }, options)
  }

  /** Get what you have asked for in words. */
  get(intentId: string, options?: RequestOptions): CallPromise<Intent> {
    return this.#caller.call('intents.get', { params: { intentId } }, options)
  }

  /** Have done what was shown to you. */
  confirm(intentId: string, options?: RequestOptions): CallPromise<Intent> {
    return this.#caller.call('intents.confirm', { params: { intentId } }, options)
  }

  /** Leave it. */
  cancel(intentId: string, options?: RequestOptions): CallPromise<Intent> {
    return this.#caller.call('intents.cancel', { params: { intentId } }, options)
  }
}

const endpoints: Endpoints = {
  'flow.get': { method: 'GET', path: '/v1/flow' },
  'events.list': { method: 'GET', path: '/v1/events' },
  'events.get': { method: 'GET', path: '/v1/events/{eventId}' },
  'events.publish': { method: 'POST', path: '/v1/events', keyed: true },
  'feed.read': { method: 'GET', path: '/v1/feed' },
  'deadLetters.list': { method: 'GET', path: '/v1/dead-letters' },
  'deadLetters.get': { method: 'GET', path: '/v1/dead-letters/{deadLetterId}' },
  'deadLetters.redrive': { method: 'POST', path: '/v1/dead-letters/redrive', keyed: true },
  'deadLetters.discard': { method: 'POST', path: '/v1/dead-letters/discard', keyed: true },
  'projections.list': { method: 'GET', path: '/v1/projections' },
  'projections.get': { method: 'GET', path: '/v1/projections/{projection}' },
  'projections.rebuild': { method: 'POST', path: '/v1/projections/{projection}/rebuild', keyed: true },
  'projections.resume': { method: 'POST', path: '/v1/projections/{projection}/resume', keyed: true },
  'replays.list': { method: 'GET', path: '/v1/replays' },
  'replays.start': { method: 'POST', path: '/v1/replays', keyed: true },
  'replays.cancel': { method: 'POST', path: '/v1/replays/{replayId}/cancel', keyed: true },
  'sagas.list': { method: 'GET', path: '/v1/sagas' },
  'sagas.get': { method: 'GET', path: '/v1/sagas/{sagaId}' },
  'sagas.retry': { method: 'POST', path: '/v1/sagas/{sagaId}/retry', keyed: true },
  'sagas.compensate': { method: 'POST', path: '/v1/sagas/{sagaId}/compensate', keyed: true },
  'schemas.list': { method: 'GET', path: '/v1/schemas' },
  'schemas.get': { method: 'GET', path: '/v1/schemas/{type}/{version}' },
  'intents.ask': { method: 'POST', path: '/v1/intents', keyed: true },
  'intents.list': { method: 'GET', path: '/v1/intents' },
  'intents.get': { method: 'GET', path: '/v1/intents/{intentId}' },
  'intents.confirm': { method: 'POST', path: '/v1/intents/{intentId}/confirm', keyed: true },
  'intents.cancel': { method: 'POST', path: '/v1/intents/{intentId}/cancel', keyed: true },
}

/** Events across services: what they look like, where they are, and what to do about those that fail. And what people ask for in words. */
export class Nexus {
  readonly flow: Flow
  readonly events: Events
  readonly feed: Feed
  readonly deadLetters: DeadLetters
  readonly projections: Projections
  readonly replays: Replays
  readonly sagas: Sagas
  readonly schemas: Schemas
  readonly intents: Intents

  constructor(via?: ClientOptions | Runtime) {
    const caller = callerOf(via, 'nexus', endpoints)
    this.flow = new Flow(caller)
    this.events = new Events(caller)
    this.feed = new Feed(caller)
    this.deadLetters = new DeadLetters(caller)
    this.projections = new Projections(caller)
    this.replays = new Replays(caller)
    this.sagas = new Sagas(caller)
    this.schemas = new Schemas(caller)
    this.intents = new Intents(caller)
  }
}
