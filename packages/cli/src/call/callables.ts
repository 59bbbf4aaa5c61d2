import { operationsOf } from '@azora/contracts'
import { platform } from '@azora/contracts/platform'
import type { Callable } from './operation-command.js'

/** Every operation there is. */
export function callables(): Callable[] {
  return platform.flatMap(contract => operationsOf(contract).map(operation => ({ contract, operation })))
}
