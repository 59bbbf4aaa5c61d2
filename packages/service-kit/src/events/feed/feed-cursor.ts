import { LANES } from '../lane.js'

/** A place in the feed: a position in each lane of a log. */
export interface FeedCursor {
  /** The identity of the log. In another one the positions mean nothing. */
  log: string
  /** By lane. */
  positions: readonly string[]
}

/** The cursor as clients have it: opaque, and safe in an address. */
export function cursorText({ log, positions }: FeedCursor): string {
  return Buffer.from(JSON.stringify([log, ...positions])).toString('base64url')
}

/** The cursor a text stands for; null for a text that was not made here. */
export function cursorOf(text: string): FeedCursor | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (!isTexts(parts) || parts.length !== LANES + 1) return null
    const [log = '', ...positions] = parts
    return { log, positions }
  } catch {
    // Not even JSON.
    return null
  }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(each => typeof each === 'string')
