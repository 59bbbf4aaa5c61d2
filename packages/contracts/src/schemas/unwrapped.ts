import type * as z from 'zod'

/** The schema below optional, default, nullable and the like. */
export function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const { innerType } = schema._zod.def as { innerType?: z.core.$ZodType }
  return innerType ? unwrapped(innerType) : schema
}
