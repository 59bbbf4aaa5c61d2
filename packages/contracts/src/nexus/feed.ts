import * as z from 'zod'
import { CloudEvent } from '../cloud-event.js'
import { typeExpression } from '../event-pattern.js'
import { route } from '../route.js'
import { filled } from '../text.js'
import { FeedNotPossible } from './problems.js'

const cursor = z
  .string()
  .describe('The place in the feed: whoever reads on from here gets each event after it.')

/** Which events; what is left out does not matter. */
export const FeedQuery = z.object({
  cursor: filled(2_000)
    .optional()
    .describe('the last cursor that was seen; default: with what is published from now on'),
  type: filled(200)
    .refine(isPattern, {
      error: 'expected words of a-z, 0-9, _ and -, or * or # (twice at most), joined by dots',
    })
    .optional()
    .describe('only of types of this pattern: * is one word, # any number of them'),
  service: filled(100).optional().describe('only what this service publishes'),
  key: filled(500).optional().describe('only of this key: the id of what they happen to'),
  request: filled(200).optional().describe('only what follows from this request'),
})
export type FeedQuery = z.infer<typeof FeedQuery>

/** An event of the feed, with the service that published it. */
export const FeedEvent = z
  .object({ kind: z.literal('event'), service: z.string(), event: CloudEvent, cursor })
  .meta({ id: 'FeedEvent' })
export type FeedEvent = z.infer<typeof FeedEvent>

/** Events are missing here. What is read goes on from this cursor. */
export const FeedGap = z
  .object({
    kind: z.literal('gap'),
    reason: z
      .enum(['no-longer-kept', 'another-log'])
      .describe('Events after the cursor are no longer kept; or the log was lost, and there is another.'),
    cursor,
  })
  .meta({ id: 'FeedGap' })
export type FeedGap = z.infer<typeof FeedGap>

/** Nothing that was asked for, up to this cursor. The first comes at once, then one at least every 15 seconds. */
const FeedHeartbeat = z.object({ kind: z.literal('heartbeat'), cursor }).meta({ id: 'FeedHeartbeat' })

/** What a WebSocket at the feed tells. */
export const FeedMessage = z.discriminatedUnion('kind', [FeedEvent, FeedGap, FeedHeartbeat])
export type FeedMessage = z.infer<typeof FeedMessage>

/** What there is of the feed after a cursor. */
export const FeedPage = z
  .object({
    items: z.array(z.discriminatedUnion('kind', [FeedEvent, FeedGap])),
    cursor: cursor.describe('Ask on from here. Without items: there is nothing yet.'),
  })
  .meta({ id: 'FeedPage' })
export type FeedPage = z.infer<typeof FeedPage>

export const feed = {
  read: route.get('/feed', {
    summary: 'Follow the events of all services from the log, in order for each key',
    description:
      'As a WebSocket it tells of each event as it appears, with heartbeats between; asked for without one it answers with what there is ' +
      'after the cursor. Browsers, which cannot send `Authorization` here, offer two subprotocols: `azora`, and `azora.bearer.` followed by ' +
      'the access token.\n\n' +
      'It is closed with 1001 when the service or the gateway goes away, 1011 when it failed, 4401 when the token is no longer valid, and 4408 when ' +
      'the client reads too slowly. After each of them the feed goes on from the last cursor.',
    access: 'permission:event:read',
    query: FeedQuery,
    returns: FeedPage,
    messages: FeedMessage,
    problems: [FeedNotPossible],
  }),
}

/** With more of # it would take long to tell that a type does not match. */
const MOST_OPEN = 2

function isPattern(text: string): boolean {
  if (text.split('#').length - 1 > MOST_OPEN) return false
  try {
    typeExpression(text)
    return true
  } catch {
    return false
  }
}
