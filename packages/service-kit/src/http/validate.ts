import { type Fault, InvalidRequest } from '@azora/contracts'
import type * as z from 'zod'

/** A part of a request and the value found there. */
export interface Part {
  in: Fault['in']
  schema: z.ZodType | undefined
  value: unknown
}

const MAX_FAULTS = 100

/** Checks the parts of a request and returns their values in the same order. @throws InvalidRequest with every fault. */
export function validated(parts: readonly Part[]): unknown[] {
  const faults: Fault[] = []
  const values = parts.map(part => {
    if (!part.schema) return undefined
    const result = part.schema.safeParse(part.value)
    if (!result.success) faults.push(...faultsOf(part.in, result.error))
    return result.data
  })
  if (faults.length === 0) return values
  throw new InvalidRequest(summary(faults), { errors: faults.slice(0, MAX_FAULTS) })
}

function faultsOf(where: Fault['in'], error: z.ZodError): Fault[] {
  return error.issues.map(issue => ({ in: where, pointer: pointerOf(issue.path), message: issue.message }))
}

/** JSON Pointer, RFC 6901: `~` and `/` inside names are escaped. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function summary(faults: readonly Fault[]): string {
  const [first] = faults
  const rest = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  return `${first?.in}${first?.pointer}: ${first?.message}${rest}`
}
