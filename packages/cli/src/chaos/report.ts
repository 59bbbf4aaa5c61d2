import type { ChaosDocument } from '../documents/chaos.js'
import type { Look } from '../look.js'

/** Whether everything that was committed had its effect, once and in order, and nothing else had one. */
export function isClean({ committed, events, drained, ...found }: ChaosDocument): boolean {
  const faults = found.lost + found.duplicateEffects + found.orderBreaks + found.unknownEffects
  return drained && faults === 0 && committed >= events
}

/** What came of a trial, for people. */
export function outcomeText(outcome: ChaosDocument, look: Look): string {
  const { committed, handled, kills, seconds, transport, seed, drainedInMs, notes } = outcome
  const count = (faults: number) => (faults === 0 ? look.good('0') : look.bad(String(faults)))
  const figures = look.pairs([
    ['committed', `${committed} events by ${transport}`],
    ['handled', String(handled)],
    ['lost', count(outcome.lost)],
    ['applied twice', count(outcome.duplicateEffects)],
    ['out of order', count(outcome.orderBreaks)],
    ['never committed', count(outcome.unknownEffects)],
    ['killed', `${kills.length} times in ${seconds} s: ${killsText(kills)}`],
    ['at rest', drainedInMs === null ? look.bad('never') : `${drainedInMs} ms after the last kill`],
    ['seed', String(seed)],
  ])
  return [figures, ...faultLines(outcome, look), ...notes.map(look.dim), '', lastLine(outcome, look)].join(
    '\n',
  )
}

function killsText(kills: ChaosDocument['kills']): string {
  const targets = [...new Set(kills.map(({ target }) => target))].toSorted()
  return targets.map(name => `${name} ${kills.filter(({ target }) => target === name).length}`).join(', ')
}

function faultLines({ firstFaults }: ChaosDocument, look: Look): string[] {
  if (firstFaults.length === 0) return []
  const rows = firstFaults.map(({ kind, id, key, n, handledBy }) => [
    look.bad(kind),
    id,
    `${key} ${n}`,
    handledBy,
  ])
  return ['', look.table(['fault', 'event', 'key', 'handled by'], rows)]
}

function lastLine(outcome: ChaosDocument, look: Look): string {
  if (isClean(outcome))
    return look.good('Nothing was lost, nothing happened twice, everything kept its order.')
  const where = 'the rows stay in azora.probe_sent and azora.probe_effects until the next trial'
  return `${look.bad('It does not hold.')} ${look.dim(where)}`
}
