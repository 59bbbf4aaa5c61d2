import type { CloudEvent } from '@azora/contracts'
import type { ISocketFactory, Kafka } from 'kafkajs'
import type { Kit } from '../../../resource.js'
import { at } from '../../fault-point.js'
import { Turns } from '../../turns.js'
import type { Features, Subscribed, Subscription, Transport } from '../transport.js'
import { kafkaAddress } from './kafka-address.js'
import { KafkaHistory } from './kafka-history.js'
import { KafkaPublisher } from './kafka-publisher.js'
import { KafkaSubscription } from './kafka-subscription.js'

/** The options of {@link KafkaTransport}. */
export interface KafkaTransportOptions {
  /** See `kafkaAddress`. */
  url: string
  /** Name of this process in the cluster's logs. */
  instance?: string | undefined
  /** How long a silent instance keeps its partitions, and how long a rebalance takes at most. Default 10,000. */
  sessionMs?: number
  /** How many lanes are received at once: each takes a connection of the service's database. Default 4. */
  concurrency?: number
  /** How sockets are made, where not as usual. */
  socketFactory?: ISocketFactory
}

const SESSION_MS = 10_000
const CONNECT_TIMEOUT_MS = 2_000
const REQUEST_TIMEOUT_MS = 5_000

/**
 * Carries events through a topic of Kafka, whose client is loaded when it is first needed. The instances of a service are members of a
 * consumer group for each subscription; how far they are is committed there once it is dealt with.
 *
 * A lane is always in the same partition. A topic that is made here has sixteen, one a lane; with fewer, lanes share one, and a
 * receiver that stands still holds up its neighbors once a thousand events wait. Their number must not change while events are underway.
 */
export class KafkaTransport implements Transport {
  readonly name = 'kafka'
  readonly required = false
  readonly features: Features = { durability: 'broker', competing: true, replay: true, distinct: false }
  readonly history: KafkaHistory
  readonly #options: KafkaTransportOptions
  readonly #topic: string
  readonly #sessionMs: number
  readonly #publisher: KafkaPublisher
  readonly #turns: Turns
  readonly #subscriptions = new Set<KafkaSubscription>()
  #kafka: Promise<Kafka> | undefined
  #failure: Error | undefined
  #kit: Kit | undefined

  /** @throws {TypeError} If the address is not one. */
  constructor(options: KafkaTransportOptions) {
    this.#options = options
    this.#topic = kafkaAddress(options.url).topic
    this.#turns = new Turns((options.concurrency ?? 4) - 1)
    this.#sessionMs = options.sessionMs ?? SESSION_MS
    const kafka = () => this.#client()
    const [topic, sessionMs] = [this.#topic, this.#sessionMs]
    this.#publisher = new KafkaPublisher(kafka, topic)
    this.history = new KafkaHistory({ kafka, topic, sessionMs, publisher: this.#publisher })
  }

  start(kit: Kit): void {
    this.#kit = kit
  }

  /** Fails while the last thing that was tried has failed. */
  check(): void {
    if (this.#failure) throw this.#failure
  }

  async publish(events: readonly CloudEvent[], known: string | null): Promise<string> {
    const identity = await at('kafka.publish', () => this.#publisher.publish(events, known))
    this.#failure = undefined
    return identity
  }

  subscribe(subscription: Subscription): Subscribed {
    const reader = new KafkaSubscription({
      subscription,
      kafka: () => this.#client(),
      topic: this.#topic,
      ready: () => this.#publisher.ready(),
      sessionMs: this.#sessionMs,
      turns: this.#turns,
      failed: this.#failed,
    })
    this.#subscriptions.add(reader)
    reader.start()
    return { lag: () => this.#lag(reader), stop: () => this.#end(reader) }
  }

  async stop(): Promise<void> {
    await at('kafka.stop', () => Promise.all([...this.#subscriptions].map(reader => this.#end(reader))))
    await at('kafka.end-reading', () => this.history.close())
    await at('kafka.close', () => this.#publisher.close())
  }

  async #end(reader: KafkaSubscription): Promise<void> {
    if (this.#subscriptions.delete(reader)) await at('kafka.end', () => reader.stop())
  }

  /** Of the partitions this instance has, whatever the types of what waits in them. */
  async #lag(reader: KafkaSubscription): Promise<number> {
    const kept = await at('kafka.lag', () => this.#publisher.kept())
    return [...reader.positions()].reduce(
      (sum, [number, position]) => sum + (kept.get(number)?.high ?? Number(position)) - Number(position),
      0,
    )
  }

  #client(): Promise<Kafka> {
    this.#kafka ??= this.#load()
    return this.#kafka
  }

  async #load(): Promise<Kafka> {
    const { Kafka, logLevel } = await at('kafka.load', () => import('kafkajs'))
    const { url, instance = 'azora', socketFactory } = this.#options
    const { brokers, ssl = false, sasl } = kafkaAddress(url)
    return new Kafka({
      clientId: instance,
      brokers,
      ssl,
      ...(sasl && { sasl }),
      ...(socketFactory && { socketFactory }),
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      retry: { retries: 1, initialRetryTime: 100, maxRetryTime: 500 },
      // What fails is thrown, and said by whoever catches it.
      logLevel: logLevel.NOTHING,
    })
  }

  readonly #failed = (error: unknown, times: number): void => {
    this.#failure = error instanceof Error ? error : new Error(String(error))
    if (times === 1) this.#kit?.log.warn('events cannot be read for now', { error })
  }
}
