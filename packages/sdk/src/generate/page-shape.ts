import type { Operation } from '@azora/contracts'
import { defOf, type Schema } from './schema-def.js'

/** Whether an operation answers with one page of a list, as `page(Item)` declares it. */
export function isPage({ method, returns }: Pick<Operation, 'method' | 'returns'>): boolean {
  return method === 'GET' && returns !== undefined && pageItem(returns) !== undefined
}

/** The schema of a page's items; undefined if the schema is not that of a page. */
export function pageItem(schema: Schema): Schema | undefined {
  const { shape = {} } = defOf(schema)
  const isShape = Object.keys(shape).toSorted().join() === 'items,nextCursor'
  return isShape && shape['items'] ? defOf(shape['items']).element : undefined
}
