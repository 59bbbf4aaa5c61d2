import { type Access, gatewayPath } from '@azora/contracts'
import type { IntentFault, IntentPlan } from '@azora/contracts/nexus'
import type { Sayable, Slots } from './catalog.js'

/** What is kept of a plan: what is shown, and what is sent. */
export interface Command extends IntentPlan {
  readonly service: string
  readonly access: Access
  /** As the service itself takes it. */
  readonly request: {
    readonly path: string
    readonly params: Slots
    readonly query: Slots
    readonly body?: Slots
  }
}

/** A command that can be sent, or what is wrong with what was said. */
export type Planned = { command: Command } | { faults: IntentFault[] }

/**
 * Makes a proposal a command: each field one that the phrases of the operation name, of the type its contract declares, and standing
 * word for word in what was said. Whoever proposes chooses among what somebody has written and adds nothing. Pure.
 */
export function planOf(sayable: Sayable, slots: Readonly<Record<string, string>>, text: string): Planned {
  const faults = Object.entries(slots).flatMap(([slot, value]) => {
    if (!Object.hasOwn(sayable.intent.slots, slot)) return [{ slot, message: 'expected no such field' }]
    return isSaid(value, text) ? [] : [{ slot, message: 'expected what was said' }]
  })
  if (faults.length > 0) return { faults }
  const checked = sayable.check(slots)
  if (checked.success) return { command: commandOf(sayable, checked.data) }
  return {
    faults: checked.error.issues.map(({ path, message }) => ({ slot: String(path[0] ?? ''), message })),
  }
}

const PART_OF_WORD = /[\p{L}\p{N}]/u

/** Whether a value stands in a text as it is, not within a word or a number. */
function isSaid(value: string, text: string): boolean {
  if (value === '') return false
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const around = (text[at - 1] ?? '') + (text[at + value.length] ?? '')
    if (!PART_OF_WORD.test(around)) return true
  }
  return false
}

function commandOf(sayable: Sayable, slots: Slots): Command {
  const { id, service, summary, method, path: served, access, intent } = sayable
  const of = (part: string) =>
    Object.fromEntries(Object.entries(slots).filter(([name]) => intent.slots[name]?.in === part))
  const path = gatewayPath(service, served)
  const request = {
    path: served,
    params: of('params'),
    query: of('query'),
    ...(intent.hasBody && { body: of('body') }),
  }
  return { operation: id, service, summary, method, path, access, changes: method !== 'GET', slots, request }
}
