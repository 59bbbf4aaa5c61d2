import { type Fault, InvalidRequest, type Problem } from '@azora/contracts'
import type * as z from 'zod'

const MAX_FAULTS = 100
/** Some messages repeat what they refuse, a name of 90 KB too. */
const MAX_TEXT = 300

/** What is wrong with a part of a request. */
export function faultsOf(where: Fault['in'], error: z.ZodError): Fault[] {
  return error.issues.map(({ path, message }) => ({
    in: where,
    pointer: short(pointerOf(path)),
    message: short(message),
  }))
}

/** The problem for a request with these faults: the first in words, the first hundred as data. */
export function invalid(faults: readonly Fault[]): Problem {
  return new InvalidRequest(summary(faults), { errors: faults.slice(0, MAX_FAULTS) })
}

const short = (text: string) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text)

/** JSON Pointer, RFC 6901: `~` and `/` inside names are escaped. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function summary(faults: readonly Fault[]): string {
  const [first] = faults
  const rest = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  return `${first?.in}${first?.pointer}: ${first?.message}${rest}`
}
