import * as z from 'zod'

// UTF-8 has no lone surrogates and PostgreSQL stores no NUL: what could not be kept as sent is refused here.
const NO_NUL = /^[^\0]*$/
const LONE_SURROGATE = /\p{Cs}/u

const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(NO_NUL, 'text without NUL characters')
    .refine(value => !LONE_SURROGATE.test(value), 'well-formed Unicode')

/** A line people read: trimmed, 1 to `max` characters. */
export const line = (max: number) => text(max).trim().min(1)

/**
 * Markdown of at most `max` characters, kept exactly as written. Whoever renders it must sanitize the HTML it
 * yields: what is right to strip depends on where it is shown.
 */
export const markdown = text
