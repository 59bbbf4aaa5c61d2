import type { Direction } from '../schemas/json-schema.js'
import { breaking, type Change, compatible, missing, wasIs } from './change.js'
import { SchemaComparison } from './schema-comparison.js'
import type { ContractSnapshot, EventSnapshot } from './snapshot.js'

const at = (type: string) => `event ${type}`

/** The changes of events, as subscribers and as the replay of stored events meet them. */
export function eventChanges(before: ContractSnapshot, after: ContractSnapshot): Change[] {
  return [
    ...missing(before.events, after.events).map(type =>
      breaking('event-removed', at(type), 'subscribers wait in vain'),
    ),
    ...missing(after.events, before.events).map(type => compatible('event-added', at(type), 'a new event')),
    ...Object.entries(before.events).flatMap(([type, old]) => {
      const now = after.events[type]
      return now ? changesOf(at(type), [old, now], new SchemaComparison(before.schemas, after.schemas)) : []
    }),
  ]
}

function changesOf(
  where: string,
  [old, now]: [EventSnapshot, EventSnapshot],
  comparison: SchemaComparison,
): Change[] {
  const data = directionsOf(old, now).flatMap(direction =>
    comparison.changes({ where, direction }, [old.data, now.data]),
  )
  return [...versionChange(where, old.version, now.version), ...worstOfEach(data)]
}

/** A change met in both directions is one change, and breaking if it is in either. */
function worstOfEach(changes: readonly Change[]): Change[] {
  const worst = new Map<string, Change>()
  for (const change of changes) {
    const key = `${change.kind} ${change.where} ${change.message}`
    if (!worst.get(key)?.breaking) worst.set(key, change)
  }
  return [...worst.values()]
}

/** Subscribers read new events; unless a raised version brings an upcaster, new code also reads the stored old ones. */
const directionsOf = (old: EventSnapshot, now: EventSnapshot): Direction[] =>
  now.version > old.version ? ['output'] : ['output', 'input']

function versionChange(where: string, old: number, now: number): Change[] {
  if (old === now) return []
  const made = now < old ? breaking : compatible
  return [made('event-version-changed', where, wasIs(old, now))]
}
