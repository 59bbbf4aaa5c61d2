import * as z from 'zod'

// PostgreSQL stores every character but NUL, so NUL is refused here rather than failing there.
const NO_NUL = /^[^\0]*$/

/** A line people read: trimmed, 1 to `max` characters. */
export const line = (max: number) =>
  z.string().trim().min(1).max(max).regex(NO_NUL, 'text without NUL characters')

/**
 * Markdown of at most `max` characters, kept exactly as written. Whoever renders it must sanitize the HTML it
 * yields: what is right to strip depends on where it is shown.
 */
export const markdown = (max: number) => z.string().max(max).regex(NO_NUL, 'text without NUL characters')
