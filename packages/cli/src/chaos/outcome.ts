import type { ChaosDocument } from '../documents/chaos.js'
import type { ProbedService } from './probed-service.js'
import { FAULT_KINDS, type FaultKind, Tally } from './verify.js'

/** A service that publishes, and the one that handles it. */
export interface Pair {
  readonly publisher: ProbedService
  readonly handler: ProbedService
}

type Verdict = Pick<
  ChaosDocument,
  | 'committed'
  | 'handled'
  | 'lost'
  | 'duplicateEffects'
  | 'orderBreaks'
  | 'unknownEffects'
  | 'firstFaults'
  | 'services'
>

/** Compares, key by key, what was committed on one side with what was handled on the other. */
export async function verdictOn(pairs: readonly Pair[]): Promise<Verdict> {
  const total: Record<FaultKind | 'committed', number> = {
    committed: 0,
    lost: 0,
    duplicate: 0,
    disorder: 0,
    unknown: 0,
  }
  const firstFaults: ChaosDocument['firstFaults'] = []
  const services: ChaosDocument['services'] = []
  for (const { publisher, handler } of pairs) {
    const tally = new Tally()
    for await (const record of publisher.records(handler)) tally.add(record)
    const between = { publishedBy: publisher.name, handledBy: handler.name }
    for (const kind of FAULT_KINDS) total[kind] += tally.counts[kind]
    total.committed += tally.committed
    firstFaults.push(...tally.firstFaults.map(fault => ({ ...fault, ...between })))
    services.push({ name: publisher.name, handledBy: handler.name, committed: tally.committed })
  }
  const { committed, lost, duplicate, disorder, unknown } = total
  return {
    committed,
    handled: committed - lost,
    lost,
    duplicateEffects: duplicate,
    orderBreaks: disorder,
    unknownEffects: unknown,
    firstFaults,
    services,
  }
}
