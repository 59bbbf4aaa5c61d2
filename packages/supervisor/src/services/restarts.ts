/** What to do about a process that has ended unasked. */
export type Decision = { readonly kind: 'start'; readonly afterMs: number } | { readonly kind: 'give-up' }

export interface RestartPolicy {
  /** Crashes within the window that are answered by a restart. Default 5. */
  readonly budget: number
  /** Default 10 min. */
  readonly windowMs: number
  /** The wait before the second restart; it doubles with each further one. Default 1 s. */
  readonly baseMs: number
  /** Default 60 s. */
  readonly maxMs: number
}

export const RESTARTS: RestartPolicy = { budget: 5, windowMs: 600_000, baseMs: 1_000, maxMs: 60_000 }

/**
 * The first crash is answered at once, for most are chance; the next ones after a wait that doubles, of which half is
 * random lest everything that fell together rises together.
 * @param crashes times of the crashes, this one included, in ms
 */
export function afterCrash(crashes: readonly number[], policy = RESTARTS, random = Math.random): Decision {
  const now = crashes.at(-1) ?? 0
  const recent = crashes.filter(at => at > now - policy.windowMs).length
  if (recent > policy.budget) return { kind: 'give-up' }
  if (recent <= 1) return { kind: 'start', afterMs: 0 }
  const full = Math.min(policy.maxMs, policy.baseMs * 2 ** (recent - 2))
  return { kind: 'start', afterMs: Math.round(full * (0.5 + random() / 2)) }
}
