import { PreconditionFailed } from '@azora/contracts'

/**
 * The resource, if it is still as the caller knows it; null stands for a caller who does not mind.
 * @throws PreconditionFailed
 */
export function unchanged<R extends { version: number }>(resource: R, ifMatch: number | null): R {
  if (ifMatch === null || ifMatch === resource.version) return resource
  throw new PreconditionFailed(`It is at version ${resource.version} by now; you named ${ifMatch}.`)
}
