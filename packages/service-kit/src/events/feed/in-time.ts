import type { Placed } from './feed-window.js'

/** Joins lanes into one list by when their events happened, as their ids tell; each lane keeps its order. */
export function inTime(lanes: readonly (readonly Placed[])[]): Placed[] {
  const heads = lanes.filter(lane => lane.length > 0).map(lane => ({ lane, at: 0 }))
  const joined: Placed[] = []
  while (heads.length > 0) {
    const earliest = heads.reduce((one, other) => (idOf(other) < idOf(one) ? other : one))
    const next = earliest.lane[earliest.at++]
    if (next) joined.push(next)
    if (earliest.at === earliest.lane.length) heads.splice(heads.indexOf(earliest), 1)
  }
  return joined
}

const idOf = ({ lane, at }: { lane: readonly Placed[]; at: number }) => lane[at]?.event.id ?? ''
