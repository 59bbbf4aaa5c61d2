import type { Fault } from '@azora/contracts'
import type * as z from 'zod'

/** What zod found wrong, located by JSON Pointer (RFC 6901). */
export function schemaFaults(part: Fault['in'], { issues }: z.core.$ZodError): Fault[] {
  return issues.map(({ path, message }) => ({ in: part, pointer: pointerOf(path), message }))
}

/** `['modules', 0, 'a/b']` → `/modules/0/a~1b` */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map(key => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
