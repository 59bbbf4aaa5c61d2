import { type Answer, CallPromise } from './call-promise.js'
import { UnreadableAnswer } from './failures.js'
import type { Page } from './page.js'

/** Asks for the page at a cursor. */
export type NextPage<Item> = (cursor: string) => Promise<Answer<Page<Item>>>

/**
 * The result of a list call. `await` it for the first page; `for await (const item of …)` walks all items, and
 * `for await (const page of ….pages())` all pages, asking for each as it is needed.
 */
export class PagePromise<Item> extends CallPromise<Page<Item>> implements AsyncIterable<Item> {
  readonly #next: NextPage<Item>

  constructor(first: Promise<Answer<Page<Item>>>, next: NextPage<Item>) {
    super(first)
    this.#next = next
  }

  /** The pages, one after the other. */
  async *pages(): AsyncGenerator<Page<Item>, void, undefined> {
    let answer = await this.withResponse()
    let cursor = answer.data.nextCursor
    yield answer.data
    while (cursor !== null) {
      answer = await this.#next(cursor)
      if (answer.data.nextCursor === cursor) throw endless(answer)
      cursor = answer.data.nextCursor
      yield answer.data
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const { items } of this.pages()) yield* items
  }
}

const endless = ({ requestId, attempts }: Answer<unknown>) =>
  new UnreadableAnswer('The next page is the same page again', { requestId, attempts })
