import { at } from '../../fault-point.js'
import { LANES } from '../../lane.js'
import type { Edges, LanePage, ReadRequest } from '../lanes/lane-log.js'
import type { History } from '../transport.js'
import type { KafkaPublisher } from './kafka-publisher.js'
import { KafkaReader, type KafkaReaderOptions } from './kafka-reader.js'

/** The options of {@link KafkaHistory}. */
export interface KafkaHistoryOptions extends Pick<KafkaReaderOptions, 'kafka' | 'topic' | 'sessionMs'> {
  publisher: KafkaPublisher
}

const PLACE = /^\d{1,15}$/
/** Whoever has read one lane reads another next, and should not have to join again. */
const IDLE_MS = 10_000

/** What the topic holds, lane by lane: offsets of a lane's partition are its positions. Each reader has a consumer of its own. */
export class KafkaHistory implements History {
  readonly #options: KafkaHistoryOptions
  readonly #readers = new Map<string, KafkaReader>()
  readonly #hearers = new Set<() => void>()

  constructor(options: KafkaHistoryOptions) {
    this.#options = options
  }

  identity(): Promise<string> {
    return this.#options.publisher.identity()
  }

  read({ reader: name, ...request }: ReadRequest): Promise<LanePage[]> {
    const reader = this.#readers.get(name) ?? this.#made()
    this.#readers.set(name, reader)
    return reader.read(request)
  }

  release(name: string, lane: number): void {
    const reader = this.#readers.get(name)
    reader?.release(lane)
    if (reader?.isIdle) setTimeout(() => reader.isIdle && void this.#end(name), IDLE_MS).unref()
  }

  async edges(): Promise<Map<number, Edges>> {
    const kept = await at('kafka-history.edges', () => this.#options.publisher.kept())
    return new Map(
      Array.from({ length: LANES }, (_, lane) => {
        const { low = 0, high = 0 } = kept.get(lane % kept.size) ?? {}
        return [lane, { start: String(low), end: String(high) }]
      }),
    )
  }

  place(pos: string): bigint | null {
    return PLACE.test(pos) ? BigInt(pos) : null
  }

  /** Calls back when something has come to a reader of this process: of anything else nothing is heard. */
  hear(heard: () => void): () => void {
    this.#hearers.add(heard)
    return () => this.#hearers.delete(heard)
  }

  async close(): Promise<void> {
    const names = [...this.#readers.keys()]
    await at('kafka-history.close', () => Promise.all(names.map(name => this.#end(name))))
  }

  #made(): KafkaReader {
    const { publisher, ...options } = this.#options
    const heard = () => {
      for (const tell of this.#hearers) tell()
    }
    return new KafkaReader({ ...options, kept: () => publisher.kept(), heard })
  }

  async #end(name: string): Promise<void> {
    const reader = this.#readers.get(name)
    this.#readers.delete(name)
    await at('kafka-history.end', async () => reader?.close())
  }
}
