/**
 * How many ways the keys of events are divided. A lane is relayed by one instance at a time and handled by one at a time,
 * which is what keeps the order of a key; so it also bounds how many instances share the work. Written into rows: never changed.
 */
export const LANES = 16

const FNV_OFFSET = 0x81_1c_9d_c5
const FNV_PRIME = 0x01_00_01_93

/** The lane of a key, from 0: FNV-1a over its code units, folded. The same for ever and everywhere. */
export function laneOf(key: string): number {
  let hash = FNV_OFFSET
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), FNV_PRIME)
  }
  return ((hash >>> 16) ^ hash) & (LANES - 1)
}
