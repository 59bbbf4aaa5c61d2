import { type Operation, operationsOf } from '@azora/contracts'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Service } from '../../service.js'
import type { StartedOptions } from '../started.js'
import { accessChecks } from './access-checks.js'
import { idempotencyChecks, keyedOperations, type Samples } from './idempotency-checks.js'
import { inputChecks } from './input-checks.js'
import { lifeChecks } from './life-checks.js'
import { limitChecks, probeChecks, traceChecks } from './operation-checks.js'
import { type Examined, examined } from './probe-request.js'
import { textChecks } from './text-checks.js'

/** A service, whatever its contract. */
type AnyService = Pick<Service, 'name' | 'settings' | 'migrations' | 'definition'> & {
  contract: Service['contract']
}

/** The options of {@link conformance}. */
export interface ConformanceOptions extends StartedOptions {
  /** Bodies by the id of their operation, for those that cannot be made up from the contract. */
  samples?: Samples
}

/**
 * Registers, in a vitest file, everything that holds for every service of the platform: `conformance(service)`.
 *
 * Health, problems, headers, limits, idempotency, authorization of every route, bad input to every route, drain, metrics, logs and
 * configuration faults; the requests are generated from the contract.
 */
export function conformance(
  service: AnyService,
  { samples = {}, ...options }: ConformanceOptions = {},
): void {
  const operations = operationsOf(service.contract)
  const [first] = operations
  const unlimited = operations.find(({ rateLimit }) => !rateLimit)
  const env = { ...options.env, PRINCIPAL_LIMIT_PER_MINUTE: '3' }

  describe(`${service.name} conforms`, () => {
    describe('as an operator sees it', () => {
      const now = startedOnce(service, options)
      probeChecks(now, operations)
      if (first) traceChecks(now, first)
    })
    describe('in whom it admits', () => {
      accessChecks(startedOnce(service, options), operations)
    })
    describe('in what it accepts', () => {
      inputChecks(startedOnce(service, options), operations)
      textChecks(operations)
    })
    describe.runIf(unlimited)('in how much it allows', () => {
      limitChecks(startedOnce(service, { ...options, env }), unlimited as Operation)
    })
    const keyed = keyedOperations(operations, samples)
    describe.runIf(keyed.length > 0)('in what it does once', () => {
      const now = startedOnce(service, options)
      for (const one of keyed) idempotencyChecks(now, one)
    })
    describe('in its life', () => {
      lifeChecks(service, options)
    })
  })
}

/** One running service for the tests of the surrounding `describe`. */
function startedOnce(service: AnyService, options: StartedOptions): () => Examined {
  let running: Examined | undefined
  beforeAll(async () => {
    running = await examined(service, options)
  })
  afterAll(() => running?.app[Symbol.asyncDispose]())
  return () => {
    if (!running) throw new Error(`${service.name} did not start`)
    return running
  }
}
