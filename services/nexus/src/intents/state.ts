import type { IntentState } from '@azora/contracts/nexus'

/** What people do with what they have asked for, from where, and where it leads. Once it runs, its outcome says how it ends. */
export const TRANSITIONS = {
  confirm: { from: ['needs-confirmation'], to: 'running' },
  cancel: { from: ['needs-confirmation'], to: 'canceled' },
  refuse: { from: ['needs-confirmation'], to: 'refused' },
} as const satisfies Record<string, { from: readonly IntentState[]; to: IntentState }>

/** Below it nothing is taken for understood. */
export const UNDERSTOOD = 0.5
/** Below it even what only reads is confirmed first. */
export const CERTAIN = 0.8
/** How long what was shown can be confirmed. */
export const CONFIRMABLE_MS = 10 * 60_000
/** Whoever runs longer has died: then it may be confirmed anew, under the same key. Longer than the operation's own time. */
export const RUNNING_MS = 60_000

/** How long it is known what somebody has asked for, and how often what is older is looked for. */
export const KEPT_MS = 30 * 24 * 3_600_000
export const FORGET_EVERY_MS = 3_600_000

/** What is known of what was asked for when it has been looked at. */
export interface Judged {
  readonly isAllowed: boolean
  readonly confidence: number
  readonly changes: boolean
}

/** Where a command that was understood begins. What only reads, and was surely meant, begins by being done. */
export function beginning({ isAllowed, confidence, changes }: Judged): IntentState {
  if (!isAllowed) return 'refused'
  return changes || confidence < CERTAIN ? 'needs-confirmation' : 'running'
}

/** Where it is now: what nobody has confirmed in time has expired by itself. */
export function stateAt(
  { state, expiresAt }: { state: IntentState; expiresAt: Date | null },
  now: Date,
): IntentState {
  return state === 'needs-confirmation' && expiresAt !== null && expiresAt <= now ? 'expired' : state
}
