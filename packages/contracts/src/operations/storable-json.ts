import * as z from 'zod'
import { text } from '../text.js'

const LONGEST_TEXT = 60_000
const StorableText = text(LONGEST_TEXT)

/** Whatever JSON can say, as long as every text in it can be stored; what it means is for somebody else to say. */
export const StorableJson = z.lazy(() =>
  z.unknown().refine(isStorable, 'JSON whose texts are well-formed and without NUL characters'),
)

/** Not by recursion: how deep it goes is for whoever sends it to say. */
function isStorable(value: unknown): boolean {
  const left = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next === 'string' && !StorableText.safeParse(next).success) return false
    if (typeof next === 'object' && next !== null) left.push(...Object.keys(next), ...Object.values(next))
  }
  return true
}
