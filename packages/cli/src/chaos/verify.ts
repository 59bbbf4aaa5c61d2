/** A trial event that was committed by its publisher: the n-th of its key. */
export interface Committed {
  readonly id: string
  readonly n: number
}

/** An effect that was committed by a handler. */
export interface Effect {
  readonly id: string
  readonly n: number
}

/** All there is about one key: what was published, by number, and what came of it, in the order of handling. */
export interface KeyRecord {
  readonly key: string
  readonly committed: readonly Committed[]
  readonly effects: readonly Effect[]
}

/**
 * What can be wrong: an event without effect, an effect too many, an event handled after a later one of its key, an effect of
 * an event that nobody has committed.
 */
export const FAULT_KINDS = ['lost', 'duplicate', 'disorder', 'unknown'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/** One thing that is wrong. */
export interface Fault {
  readonly kind: FaultKind
  /** Of the event. */
  readonly id: string
  readonly key: string
  readonly n: number
}

/** Everything that is wrong with one key. Order is judged by first effects: a repeated one is a duplicate, and no more. */
export function faultsOf({ key, committed, effects }: KeyRecord): Fault[] {
  const known = new Set(committed.map(({ id }) => id))
  const open = new Map(committed.map(event => [event.id, event]))
  const faults: Fault[] = []
  let last = 0
  for (const { id, n } of effects) {
    const kind = kindOf({ isKnown: known.has(id), isFirst: open.delete(id), isLate: n < last })
    if (kind) faults.push({ kind, id, key, n })
    if (kind === null) last = n
  }
  return [...faults, ...[...open.values()].map(({ id, n }) => ({ kind: 'lost' as const, id, key, n }))]
}

function kindOf(is: { isKnown: boolean; isFirst: boolean; isLate: boolean }): FaultKind | null {
  if (!is.isKnown) return 'unknown'
  if (!is.isFirst) return 'duplicate'
  return is.isLate ? 'disorder' : null
}

/** What many keys come to. Holds figures and the first faults of each kind, however many events there were. */
export class Tally {
  committed = 0
  readonly counts: Record<FaultKind, number> = { lost: 0, duplicate: 0, disorder: 0, unknown: 0 }
  readonly #first: Fault[] = []
  readonly #most: number

  /** @param most How many faults of each kind are kept. */
  constructor(most = 10) {
    this.#most = most
  }

  get handled(): number {
    return this.committed - this.counts.lost
  }

  get firstFaults(): readonly Fault[] {
    return this.#first
  }

  add(record: KeyRecord): void {
    this.committed += record.committed.length
    for (const fault of faultsOf(record)) if (++this.counts[fault.kind] <= this.#most) this.#first.push(fault)
  }
}
