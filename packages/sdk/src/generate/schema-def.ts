import type * as z from 'zod'

/** Any zod schema. */
export type Schema = z.core.$ZodType

/** The parts of a zod definition that the generator reads; which are there depends on `type`. */
export interface SchemaDef {
  type: string
  shape?: Record<string, Schema>
  catchall?: Schema
  element?: Schema
  items?: readonly Schema[]
  rest?: Schema | null
  keyType?: Schema
  valueType?: Schema
  options?: readonly Schema[]
  left?: Schema
  right?: Schema
  innerType?: Schema
  in?: Schema
  out?: Schema
  getter?: () => Schema
  values?: readonly unknown[]
  entries?: Record<string, string | number>
}

/** Reads a schema's definition. */
export const defOf = (schema: Schema) => schema._zod.def as SchemaDef

/** The schemas a schema is directly made of. */
export function childrenOf(schema: Schema): Schema[] {
  const def = defOf(schema)
  const { catchall, element, rest, keyType, valueType, left, right, innerType, getter } = def
  const single = [
    catchall,
    element,
    rest,
    keyType,
    valueType,
    left,
    right,
    innerType,
    def.in,
    def.out,
    getter?.(),
  ]
  const several = [...Object.values(def.shape ?? {}), ...(def.items ?? []), ...(def.options ?? [])]
  return [...single, ...several].filter(child => child !== undefined && child !== null)
}
