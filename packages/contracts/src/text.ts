import * as z from 'zod'

// UTF-8 has no lone surrogates and PostgreSQL stores no NUL: what could not be kept as sent is refused here.
const NO_NUL = /^[^\0]*$/
const LONE_SURROGATE = /\p{Cs}/u

/**
 * Text of at most `max` characters, kept exactly as written: the type of every text a contract takes.
 *
 * Characters are counted as JavaScript and JSON count them, in UTF-16 code units: an emoji is two or more.
 */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(NO_NUL, 'text without NUL characters')
    .refine(value => !LONE_SURROGATE.test(value), 'well-formed Unicode')

/** A line people read: trimmed, then 1 to `max` characters. */
export const line = (max: number) => text(max).trim().min(1)

/** Text with something in it, kept as written: a password, a token. */
export const filled = (max: number) => text(max).min(1)

/**
 * Markdown of at most `max` characters, kept exactly as written. Whoever renders it must sanitize the HTML it
 * yields: what is right to strip depends on where it is shown.
 */
export const markdown = text
