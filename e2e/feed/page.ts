// What runs in the browser: a page's own code that follows the feed. What it was told is read by the test.

import { type FeedNotice, followFeed } from '@azora/sdk/feed'

/** Set by the page before this script. */
declare const platform: { url: string; token: string }

const told = { subjects: [] as string[], notices: [] as FeedNotice[], refused: '' }
Object.assign(globalThis, { told })

async function follow(): Promise<void> {
  const feed = followFeed({
    url: `${platform.url}/nexus`,
    token: platform.token,
    type: 'user.registered',
    notice: notice => told.notices.push(notice),
  })
  for await (const item of feed) if (item.kind === 'event') told.subjects.push(item.event.subject)
}

follow().catch((error: { code?: string }) => {
  told.refused = error.code ?? String(error)
})
