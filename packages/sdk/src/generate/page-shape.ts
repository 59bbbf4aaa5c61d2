import type { Operation } from '@azora/contracts'
import type * as z from 'zod'

/** Whether an operation answers with one page of a list, as `page(Item)` declares it. */
export function isPage({ method, returns }: Pick<Operation, 'method' | 'returns'>): boolean {
  return method === 'GET' && returns !== undefined && pageItem(returns) !== undefined
}

/** The schema of a page's items; undefined if the schema is not that of a page. */
export function pageItem(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const { type, shape } = schema._zod.def as { type: string; shape?: z.core.$ZodShape }
  if (type !== 'object' || !shape || Object.keys(shape).sort().join() !== 'items,nextCursor') return undefined
  return (shape['items'] as z.core.$ZodArray)._zod.def.element
}
