import type { CloudEvent } from '@azora/contracts'

/** Which events of the log are handed over again; what is left out does not matter. */
export interface ReplayRange {
  /** RFC 3339: those that happened at this time or later. */
  from?: string | undefined
  /** Those that happened before it. */
  to?: string | undefined
  type?: string | undefined
  key?: string | undefined
  ids?: string[] | undefined
}

/** Tells the events of a range. */
export function inRange({ from, to, type, key, ids }: ReplayRange): (event: CloudEvent) => boolean {
  const [first, end] = [timeOf(from, Number.NEGATIVE_INFINITY), timeOf(to, Number.POSITIVE_INFINITY)]
  const wanted = ids && new Set(ids)
  const isWanted = (id: string) => wanted?.has(id) ?? true
  const isInTime = (time: number) => time >= first && time < end
  return event =>
    isInTime(Date.parse(event.time)) &&
    [undefined, event.type].includes(type) &&
    [undefined, event.partitionkey].includes(key) &&
    isWanted(event.id)
}

const timeOf = (text: string | undefined, otherwise: number) =>
  text === undefined ? otherwise : Date.parse(text)
