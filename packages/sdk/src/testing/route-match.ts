import { type Contract, type Operation, operationsOf, pathParams } from '@azora/contracts'

/** An operation and what its path held. */
export interface Match {
  service: string
  operation: Operation
  params: Record<string, string>
}

/** Finds the operation for a method and a path below the gateway. */
export type Find = (method: string, path: string) => Match | undefined

/** Prepares finding operations: below the service's name, and well-known documents at the root as well. */
export function finderOf(contracts: readonly Contract[]): Find {
  const routes = contracts.flatMap(({ name: service, routes }) =>
    operationsOf({ routes }).map(operation => ({
      service,
      operation,
      pattern: patternOf(service, operation.path),
    })),
  )
  return (method, path) => {
    for (const { pattern, service, operation } of routes) {
      const values = operation.method === method ? pattern.exec(path) : null
      if (values) return { service, operation, params: paramsOf(operation.path, values) }
    }
    return undefined
  }
}

function patternOf(service: string, path: string): RegExp {
  const prefix = path.startsWith('/.well-known/') ? `(?:/${service})?` : `/${service}`
  return new RegExp(`^${prefix}${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '([^/]+)')}$`)
}

const paramsOf = (path: string, values: RegExpExecArray) =>
  Object.fromEntries(pathParams(path).map((name, n) => [name, decodeURIComponent(values[n + 1] ?? '')]))
