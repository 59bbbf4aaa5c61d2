/** When something is to happen: at a time, or so many milliseconds from now. What is past already happens at once. */
export type When = { at: Date; afterMs?: never } | { afterMs: number; at?: never }

/** The time that is meant; undefined if that is now. @throws {TypeError} If it is no time at all. */
export function dueAtOf(when: When | undefined, now: Date): Date | undefined {
  if (!when) return undefined
  const due = when.at ?? new Date(now.getTime() + when.afterMs)
  if (Number.isNaN(due.getTime()))
    throw new TypeError('`at` must be a valid date, `afterMs` a number of milliseconds')
  return due > now ? due : undefined
}
