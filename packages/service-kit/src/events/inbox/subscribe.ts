import { type CloudEvent, type DataOf, dataOf, type EventDefinition, typeExpression } from '@azora/contracts'
import type { Logger } from '../../observability/logger.js'
import { type HandlerRetries, RetryPolicy } from './retry-policy.js'

/** An event as its handler gets it. */
export interface Received<Type extends string = string, Data = unknown> {
  readonly type: Type
  readonly data: Data
  /** The envelope: id, subject, time and whence it came. */
  readonly event: CloudEvent
  /** 1 for the first attempt. */
  readonly attempt: number
  /** Its records carry the event's id and trace. */
  readonly log: Logger
}

/** What the handler of some events gets: of several, one told from another by `type`. */
export type ReceivedOf<Definition extends EventDefinition> = Definition extends EventDefinition
  ? Received<Definition['type'], DataOf<Definition>>
  : never

/** The options of {@link subscribe}. */
export interface SubscribeOptions<Event> {
  /**
   * `<service>.<what it does>`: what is remembered of events handled stands under this name, so renaming it delivers every
   * event again.
   */
  name: string
  /**
   * Deals with an event, in a transaction that also notes it: what it writes through the service's database happens exactly
   * once. Anything else (mail, calls of others) may happen again and must bear that. Throwing undoes it all.
   */
  handle: (event: Event) => Promise<void> | void
  /** How long one attempt may take. Default 8,000 ms. */
  timeoutMs?: number
  /** Which failures are tried again, how often and when. */
  retries?: HandlerRetries
}

/** A declared subscription: what a service's `subscriptions` consists of. */
export interface EventHandler {
  readonly name: string
  /** Types or patterns, for people. */
  readonly wants: readonly string[]
  readonly types: RegExp
  readonly timeoutMs: number
  readonly policy: RetryPolicy
  /** The event's data as its declaration states today. @throws {EventUnreadable} */
  read(event: CloudEvent): unknown
  handle(received: Received): Promise<void> | void
}

const NAME = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/
const DEFAULT_TIMEOUT_MS = 8_000

/**
 * Declares what is done about events: of one declaration, of several, or of every type a pattern fits (`user.*`, `#`).
 *
 * @example subscribe(UserRegistered, { name: 'education.prepare-learner', handle: async ({ data }) => { … } })
 */
export function subscribe<const Definition extends EventDefinition>(
  events: Definition | readonly Definition[],
  options: SubscribeOptions<ReceivedOf<Definition>>,
): EventHandler
export function subscribe(pattern: string, options: SubscribeOptions<Received>): EventHandler
export function subscribe(
  wanted: string | EventDefinition | readonly EventDefinition[],
  options: SubscribeOptions<never>,
): EventHandler {
  const { name, timeoutMs = DEFAULT_TIMEOUT_MS, retries } = options
  if (!NAME.test(name)) throw new TypeError(`${name} is no handler's name: <service>.<what-it-does>`)
  const definitions = typeof wanted === 'string' ? [] : [wanted].flat()
  const wants = typeof wanted === 'string' ? [wanted] : definitions.map(({ type }) => type)
  return {
    name,
    wants,
    types: new RegExp(wants.map(pattern => typeExpression(pattern).source).join('|')),
    timeoutMs,
    policy: new RetryPolicy(retries),
    read: reading(definitions),
    // `read` has made the data what the handler was declared for.
    handle: options.handle,
  }
}

/** A pattern's data is whatever was sent; its types are not known here. */
function reading(definitions: readonly EventDefinition[]): EventHandler['read'] {
  const byType = new Map(definitions.map(definition => [definition.type, definition]))
  return event => {
    const definition = byType.get(event.type)
    return definition ? dataOf(definition, event) : event.data
  }
}
