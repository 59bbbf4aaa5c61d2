import type { CloudEvent } from '@azora/contracts'
import { EventFeed, type EventFeedOptions, type FeedMessage, type FeedRequest } from '../feed/event-feed.js'
import type { History } from '../transport/transport.js'

/** Everything that comes from now on. */
export const ANY: FeedRequest = { types: /^.*$/, wants: () => true, cursor: undefined }

/** How somebody follows in a test. */
export interface Listening extends Partial<FeedRequest> {
  /** Waited for with each event that is told. */
  pause?: Promise<void>
}

/** One who follows a feed in a test. */
export class Heard {
  readonly messages: FeedMessage[] = []
  readonly #over = new AbortController()
  #ended: Promise<void> = Promise.resolve()

  async follow(feed: EventFeed, { pause, ...request }: Listening): Promise<void> {
    const told = await feed.follow({ ...ANY, ...request }, this.#over.signal)
    this.#ended = this.#listen(told, pause)
  }

  get events(): CloudEvent[] {
    return this.messages.flatMap(message => (message.kind === 'event' ? [message.event] : []))
  }

  /** The last cursor that was given. */
  get cursor(): string | undefined {
    return this.messages.at(-1)?.cursor
  }

  /** Follows no more; resolves when nothing more is told. */
  async end(): Promise<void> {
    this.#over.abort()
    await this.#ended
  }

  async #listen(
    told: AsyncIterable<readonly FeedMessage[]>,
    pause: Promise<void> | undefined,
  ): Promise<void> {
    for await (const messages of told)
      for (const message of messages) {
        this.messages.push(message)
        if (message.kind === 'event') await pause
      }
  }
}

/** Feeds of a test and those who follow them, ended together. */
export class FeedAudience implements AsyncDisposable {
  readonly #feeds: EventFeed[] = []
  readonly #all: Heard[] = []

  /** Makes a feed of a log. */
  feed(history: History | undefined, options?: EventFeedOptions): EventFeed {
    if (!history) throw new TypeError('there is nothing a feed could be read from')
    const feed = new EventFeed(history, options)
    this.#feeds.push(feed)
    return feed
  }

  /** Follows a feed until told to end. */
  async heard(feed: EventFeed, listening: Listening = {}): Promise<Heard> {
    const heard = new Heard()
    this.#all.push(heard)
    await heard.follow(feed, listening)
    return heard
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Not waited for: one who takes nothing would hide why a test has failed.
    for (const heard of this.#all) heard.end().catch(() => undefined)
    await Promise.all(this.#feeds.map(feed => feed.stop()))
  }
}
