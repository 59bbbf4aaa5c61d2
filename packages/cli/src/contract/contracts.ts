import { type Contract, operationsOf } from '@azora/contracts'
import { platform } from '@azora/contracts/platform'
import type { ContractDocument } from '../documents/contract.js'
import { knownAmong } from '../platform/known-services.js'

/** The contract of a service, or all. @throws {UserError} `unknown-service` */
export function contractsOf(service: string | undefined): readonly Contract[] {
  if (service === undefined) return platform
  knownAmong(
    platform.map(contract => contract.name),
    service,
  )
  return platform.filter(contract => contract.name === service)
}

/** What contracts promise, as a document. */
export function contractDocument(contracts: readonly Contract[]): ContractDocument {
  return {
    contracts: contracts.map(contract => ({
      name: contract.name,
      title: contract.title,
      description: contract.description,
      version: contract.version,
      operations: operationsOf(contract).map(({ id, resource, name, method, path, summary, access }) => ({
        id,
        method,
        path,
        summary,
        access,
        problems: (contract.routes[resource]?.[name]?.problems ?? []).map(problem => problem.code),
      })),
      events: Object.values(contract.events).map(({ type, version, summary }) => ({
        type,
        version,
        summary,
      })),
    })),
  }
}
