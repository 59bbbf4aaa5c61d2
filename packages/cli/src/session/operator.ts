import { type FeedQuery, nexus } from '@azora/contracts/nexus'
import { type Client, createClient } from '@azora/sdk/client'
import type { FeedItem, FeedNotice } from '@azora/sdk/feed'
import type { Context } from '../context.js'
import { askService } from './ask-service.js'
import { gatewayUrl } from './gateway.js'
import { asRefusal } from './refusals.js'
import { sessionTokens } from './tokens.js'

/** Asks nexus, through the gateway, as whoever is signed in here. What it refuses is a failure that says what helps. */
export async function askNexus<Answer>(
  context: Context,
  ask: (client: Client<typeof nexus>) => PromiseLike<Answer>,
): Promise<Answer> {
  const url = await gatewayUrl(context)
  const client = createClient(nexus, { baseUrl: `${url}/nexus`, token: sessionTokens(context.root, url) })
  return askService(context, nexus.name, async () => ask(client))
}

/**
 * Follows the feed of nexus as whoever is signed in here, through restarts of the platform, which are told on stderr. Asked once before
 * anything is shown: what cannot be followed is refused as any other command would be.
 */
export async function followNexus(context: Context, choice: FeedQuery): Promise<AsyncIterable<FeedItem>> {
  const { items, cursor } = await askNexus(context, ({ feed }) => feed.read({ query: choice }))
  const [{ followFeed }, { WebSocket }] = await Promise.all([import('@azora/sdk/feed'), import('ws')])
  const url = await gatewayUrl(context)
  const feed = followFeed({
    ...choice,
    cursor,
    url: `${url}/nexus`,
    token: sessionTokens(context.root, url),
    signal: context.signal,
    webSocket: WebSocket,
    notice: noticesTo(context),
  })
  return begunWith(items, feed)
}

async function* begunWith(
  items: readonly FeedItem[],
  feed: AsyncIterable<FeedItem>,
): AsyncGenerator<FeedItem> {
  yield* items
  yield* refusing(feed)
}

/** What the platform refuses later is a failure that says what helps, too. */
async function* refusing(feed: AsyncIterable<FeedItem>): AsyncGenerator<FeedItem> {
  const iterator = feed[Symbol.asyncIterator]()
  for (;;) {
    const next = await asRefusal(async () => iterator.next())
    if (next.done) return
    yield next.value
  }
}

/** Says once that the connection is lost, and that it is back. */
function noticesTo({ out }: Context): (notice: FeedNotice) => void {
  let isLost = false
  return notice => {
    if (notice.kind === 'disconnected' && !isLost)
      out.say(
        `The connection was lost (${notice.reason || notice.code}); it goes on when the platform answers.`,
      )
    if (notice.kind === 'connected' && isLost) out.say('It is back, and goes on where it was.')
    isLost = notice.kind === 'disconnected'
  }
}
