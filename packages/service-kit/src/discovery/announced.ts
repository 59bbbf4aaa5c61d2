import type { Contract, Operation } from '@azora/contracts'
import { declaredEvents, declaredIntent } from '@azora/contracts/compatibility'
import type { RoutedService } from './route-document.js'

/** What others need of an operation as it is. */
const ANNOUNCED = [
  'id',
  'method',
  'path',
  'summary',
  'access',
  'rateLimit',
  'idempotency',
  'cache',
  'maxBodyBytes',
  'timeoutMs',
] as const satisfies readonly (keyof Operation)[]

/** What a service tells of itself when it listens, as plain data: for the gateway, and for whoever else follows the route table. */
export function announcedBy(
  { name, title, version, ...contract }: Contract,
  operations: readonly Operation[],
): NonNullable<RoutedService['contract']> {
  return {
    name,
    title,
    version,
    operations: operations.map(announced),
    events: declaredEvents({ name, title, version, ...contract }),
  }
}

function announced(operation: Operation) {
  const plain = Object.fromEntries(ANNOUNCED.map(name => [name, operation[name]])) as Pick<
    Operation,
    (typeof ANNOUNCED)[number]
  >
  const intent = declaredIntent(operation)
  return {
    ...plain,
    headers: Object.keys(operation.headers?.shape ?? {}),
    ...(intent && { intent }),
  }
}
