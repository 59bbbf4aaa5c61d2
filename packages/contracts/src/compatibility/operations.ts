import { breaking, type Change, type ChangeKind, compatible, missing, shown, wasIs } from './change.js'
import { SchemaComparison } from './schema-comparison.js'
import type { ContractSnapshot, OperationSnapshot } from './snapshot.js'

/** The changes of routes, with everything that belongs to them. */
export function operationChanges(before: ContractSnapshot, after: ContractSnapshot): Change[] {
  const comparison = new SchemaComparison(before.schemas, after.schemas)
  const removed = missing(before.operations, after.operations)
  const added = missing(after.operations, before.operations)
  return [
    ...removed.map(id => breaking('route-removed', id, 'the operation is gone')),
    ...added.map(id => compatible('route-added', id, 'a new operation')),
    ...Object.entries(before.operations).flatMap(([id, old]) => {
      const now = after.operations[id]
      return now ? changesOf({ id, old, now }, comparison) : []
    }),
  ]
}

/** One operation as it was and as it is. */
interface Pair {
  id: string
  old: OperationSnapshot
  now: OperationSnapshot
}

function changesOf(pair: Pair, comparison: SchemaComparison): Change[] {
  return [
    ...FACETS.flatMap(facet => facetChange(pair, facet)),
    ...problemChanges(pair),
    ...requestChanges(pair, comparison),
    ...answerChanges(pair, comparison),
  ]
}

/** One plain value of an operation, and when a change of it is breaking. */
interface Facet {
  key: keyof OperationSnapshot
  kind: ChangeKind
  breaks: (old: OperationSnapshot, now: OperationSnapshot) => boolean
}

const always = () => true
const never = () => false

const FACETS: readonly Facet[] = [
  { key: 'method', kind: 'method-changed', breaks: always },
  { key: 'path', kind: 'path-changed', breaks: always },
  { key: 'status', kind: 'status-changed', breaks: always },
  { key: 'access', kind: 'access-changed', breaks: (old, now) => !isWidened(old, now) },
  // Whoever retries relies on the key being looked at; whoever sends none cannot be asked for it. So with `If-Match`.
  { key: 'idempotency', kind: 'idempotency-changed', breaks: (_, now) => now.idempotency !== 'accepted' },
  { key: 'ifMatch', kind: 'precondition-changed', breaks: (_, now) => now.ifMatch !== 'accepted' },
  { key: 'etag', kind: 'etag-changed', breaks: old => old.etag },
  { key: 'maxBodyBytes', kind: 'limit-changed', breaks: (old, now) => now.maxBodyBytes < old.maxBodyBytes },
  // How much and how long is for whoever operates the service to say; clients obey `Retry-After`.
  { key: 'rateLimit', kind: 'limit-changed', breaks: never },
  { key: 'timeoutMs', kind: 'limit-changed', breaks: never },
  // Whoever says what nobody knows any more is told so, and nothing is done.
  { key: 'phrases', kind: 'intent-changed', breaks: never },
]

/** Whether whoever could call before still can. */
function isWidened({ access: old }: OperationSnapshot, { access: now }: OperationSnapshot): boolean {
  return now === 'public' || (now === 'user' && old !== 'public' && old !== 'service')
}

function facetChange({ id, old, now }: Pair, { key, kind, breaks }: Facet): Change[] {
  if (shown(old[key]) === shown(now[key])) return []
  const made = breaks(old, now) ? breaking : compatible
  return [made(kind, `${id}: ${key}`, wasIs(old[key], now[key]))]
}

function problemChanges({ id, old, now }: Pair): Change[] {
  const at = (code: string) => `${id}: problem ${code}`
  const kept = Object.keys(old.problems).filter(code => code in now.problems)
  const moved = kept.filter(code => now.problems[code] !== old.problems[code])
  return [
    ...missing(old.problems, now.problems).map(code =>
      breaking('problem-removed', at(code), 'callers that catch it wait in vain'),
    ),
    ...moved.map(code =>
      breaking('problem-status-changed', at(code), wasIs(old.problems[code], now.problems[code])),
    ),
    ...missing(now.problems, old.problems).map(code =>
      compatible('problem-added', at(code), `answers ${now.problems[code]}`),
    ),
  ]
}

const NOTHING = { type: 'object', properties: {} } as const

function requestChanges({ id, old, now }: Pair, comparison: SchemaComparison): Change[] {
  // Another path has other parameters: that is one change, not two.
  const compared = old.path === now.path ? ['params', 'query', 'headers'] : ['query', 'headers']
  const parts = compared.flatMap(part =>
    comparison.changes({ where: `${id}: ${part}`, direction: 'input' }, [
      old.request[part] ?? NOTHING,
      now.request[part] ?? NOTHING,
    ]),
  )
  return [...parts, ...bodyChanges({ id, old, now }, comparison)]
}

function bodyChanges({ id, old, now }: Pair, comparison: SchemaComparison): Change[] {
  const where = `${id}: body`
  const [from, to] = [old.request.body, now.request.body]
  if (from && to) return comparison.changes({ where, direction: 'input' }, [from, to])
  if (to) return [breaking('body-added', where, 'a body is asked for where none was')]
  return from ? [breaking('body-removed', where, 'what callers send is ignored')] : []
}

function answerChanges({ id, old, now }: Pair, comparison: SchemaComparison): Change[] {
  const where = `${id}: answer`
  const [from, to] = [old.returns, now.returns]
  if (from && to) return comparison.changes({ where, direction: 'output' }, [from, to])
  if (from) return [breaking('answer-removed', where, 'nothing is returned any more')]
  return to ? [compatible('answer-added', where, 'something is returned now')] : []
}
