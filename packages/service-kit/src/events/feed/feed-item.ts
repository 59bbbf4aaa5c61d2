import type { CloudEvent } from '@azora/contracts'

/** What is told of a log, each with the cursor after it. */
export type FeedItem =
  | { kind: 'event'; event: CloudEvent; cursor: string }
  | { kind: 'gap'; reason: GapReason; cursor: string }

/** Why events are missing: they are no longer kept, or the log is another than the cursor's. */
export type GapReason = 'no-longer-kept' | 'another-log'
