import * as z from 'zod'
import { filled } from './text.js'

/** How every list is asked for: at most `limit` items (1 to 100, default 20) after the opaque `cursor`. */
export const PageQuery = z.object({
  limit: z.int().min(1).max(100).default(20),
  cursor: filled(512).optional(),
})
export type PageQuery = z.infer<typeof PageQuery>

/** One page of a list. `nextCursor` is null on the last page. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

/** Declares the answer of a list route: `returns: page(Course)`. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}
