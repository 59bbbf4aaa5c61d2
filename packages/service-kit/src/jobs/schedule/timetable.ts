import { Cron } from 'croner'
import { TimeZone } from './time-zone.js'

/** When something is to happen again and again. */
export interface Timetable {
  /** What it was made from: two of the same text have the same times. */
  readonly text: string
  /** The first time after a moment. */
  next(after: Date): Date
}

const ANY_HOUR = /^(?:@hourly$|\S+\s+\*)/
const SHORTEST_MS = 1_000

/**
 * The times of a cron expression of five fields (minute, hour, day of month, month, day of week; names, `L`, `#` and `@daily`
 * are known) as clocks in a time zone show them.
 *
 * Where clocks are changed: a time they skip comes once, at the moment of the change; a time they show twice comes the first
 * time. An expression whose hour begins with an asterisk counts real hours instead: it comes in
 * both of two hours that look the same, and not for one that is skipped.
 *
 * @throws {TypeError} If it is no such expression, never comes, or there is no such time zone.
 */
export function cronTimes(expression: string, timeZone: string): Timetable {
  const zone = new TimeZone(timeZone)
  const countsHours = ANY_HOUR.test(expression.trim())
  // Where hours are given only the pattern is croner's business: it is asked as if clocks were never changed.
  const pattern = patternOf(expression, countsHours ? timeZone : 'UTC')
  const next = countsHours
    ? (after: Date) => pattern(after)
    : (after: Date) => firstAfter(after, zone, pattern)
  next(new Date())
  return { text: `cron ${expression} ${timeZone}`, next }
}

/**
 * Every so many milliseconds, at least 1,000. They are counted from a moment that follows from the name, so that all instances
 * agree without asking, and not everything hourly happens at the full hour.
 *
 * @throws {TypeError} If the interval is shorter, or no whole number.
 */
export function everyTimes(name: string, intervalMs: number): Timetable {
  if (!Number.isSafeInteger(intervalMs) || intervalMs < SHORTEST_MS)
    throw new TypeError(
      `${name} cannot be repeated every ${intervalMs} ms: give whole milliseconds, ${SHORTEST_MS} at least`,
    )
  const phaseMs = phaseOf(name) % intervalMs
  return {
    text: `every ${intervalMs}`,
    next: after =>
      new Date((Math.floor((after.getTime() - phaseMs) / intervalMs) + 1) * intervalMs + phaseMs),
  }
}

function firstAfter(after: Date, zone: TimeZone, pattern: (after: Date) => Date): Date {
  for (let shown = pattern(zone.shownAt(after)); ; shown = pattern(shown)) {
    const moment = zone.momentOf(shown)
    // What clocks show for the second time came before.
    if (moment > after) return moment
  }
}

function patternOf(expression: string, timezone: string): (after: Date) => Date {
  const why = `'${expression}' is no cron expression`
  let cron: Cron
  try {
    cron = new Cron(expression, { timezone, mode: '5-part', paused: true })
  } catch (cause) {
    throw new TypeError(`${why}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  return after => {
    const next = cron.nextRun(after)
    if (!next) throw new TypeError(`${why} of a time that ever comes`)
    return next
  }
}

const PRIME = 31
const BOUND = 2 ** 31 - 1

function phaseOf(name: string): number {
  let phase = 7
  for (const letter of name) phase = (phase * PRIME + (letter.codePointAt(0) ?? 0)) % BOUND
  return phase
}
