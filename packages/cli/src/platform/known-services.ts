import { nearest } from '@azora/manifest'
import { UserError } from '../exit.js'

/** A name if it is among those known. @throws {UserError} `unknown-service`, with the nearest that is */
export function knownAmong(known: readonly string[], name: string): string {
  if (known.includes(name)) return name
  const near = nearest(name, known)
  throw new UserError(
    'unknown-service',
    `There is no service ${name}${near ? `: did you mean ${near}?` : ''}`,
    {
      why: `The services here are ${known.join(', ') || 'none'}.`,
    },
  )
}
