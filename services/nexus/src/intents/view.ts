import type { Intent, IntentPlan } from '@azora/contracts/nexus'
import type { Command } from './plan.js'
import type { Asked } from './repository.js'
import { stateAt } from './state.js'

/** What somebody has asked for as they see it, with what was answered if this is the answer to it. */
export function shown(stored: Asked, now: Date, result: unknown = null): Intent {
  const { userId: _, command, ...asked } = stored
  const state = stateAt(asked, now)
  return {
    ...asked,
    state,
    reason: state === 'expired' ? 'It was not confirmed in time.' : asked.reason,
    plan: command && planIn(command),
    result,
    createdAt: asked.createdAt.toISOString(),
    expiresAt: asked.expiresAt?.toISOString() ?? null,
    endedAt: asked.endedAt?.toISOString() ?? null,
  }
}

function planIn(command: Command): IntentPlan {
  const { service: _, request: __, ...plan } = command
  return plan
}
