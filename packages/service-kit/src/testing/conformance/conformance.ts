import { operationsOf } from '@azora/contracts'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Service } from '../../service.js'
import type { StartedOptions } from '../started.js'
import { accessChecks } from './access-checks.js'
import { inputChecks } from './input-checks.js'
import { lifeChecks } from './life-checks.js'
import { limitChecks, operationChecks } from './operation-checks.js'
import { type Examined, examined } from './probe-request.js'

/** A service, whatever its contract. */
type AnyService = Pick<Service, 'name' | 'settings' | 'migrations' | 'definition'> & {
  contract: Service['contract']
}

/**
 * Registers, in a vitest file, everything that holds for every service of the platform: `conformance(service)`.
 *
 * Health, problems, headers, limits, authorization of every route, bad input to every route, drain, metrics, logs and
 * configuration faults; the requests are generated from the contract.
 */
export function conformance(service: AnyService, options: StartedOptions = {}): void {
  const operations = operationsOf(service.contract)
  const group = (name: string, env: Record<string, string>, checks: (examined: () => Examined) => void) =>
    describe(name, () => {
      let running: Examined | undefined
      beforeAll(async () => {
        running = await examined(service, { ...options, env: { ...options.env, ...env } })
      })
      afterAll(() => running?.app[Symbol.asyncDispose]())
      checks(() => {
        if (!running) throw new Error(`${service.name} did not start`)
        return running
      })
    })

  describe(`${service.name} conforms`, () => {
    group('as an operator sees it', {}, now => operationChecks(now, operations))
    group('in whom it admits', {}, now => accessChecks(now, operations))
    group('in what it accepts', {}, now => inputChecks(now, operations))
    group('in how much it allows', { PRINCIPAL_LIMIT_PER_MINUTE: '3' }, now => limitChecks(now, operations))
    describe('in its life', () => lifeChecks(service, options))
  })
}
