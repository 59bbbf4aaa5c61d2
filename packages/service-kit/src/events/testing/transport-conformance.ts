import { describe, expect, test, vi } from 'vitest'
import { brokerScenarios, crashScenarios } from './broker-scenarios.js'
import { deliveryScenarios } from './delivery-scenarios.js'
import { failureScenarios } from './failure-scenarios.js'
import { pressureScenarios } from './pressure-scenarios.js'
import { inOrder } from './sample-events.js'
import { sharingScenarios } from './sharing-scenarios.js'
import { NotApplicable, type Scenario, type TransportUnderTest } from './transport-under-test.js'

/** Longer than anything in a scenario is waited for. */
const TIMEOUT_MS = 90_000
const SCENARIOS = {
  ...deliveryScenarios,
  ...failureScenarios,
  ...pressureScenarios,
  ...sharingScenarios,
  ...brokerScenarios,
  ...crashScenarios,
}

/**
 * Holds a transport to what its interface says, on its real broker: each scenario is a test, and in each of them no event
 * may overtake another of its key. What a transport's features exclude, or its subject cannot do, is not asked of it:
 * such a test is skipped, and the reason printed.
 *
 * @param make Makes a broker of a test's own.
 * @param scenarios Default: all there are.
 */
export function transportConformance(
  name: string,
  make: () => Promise<TransportUnderTest>,
  scenarios: Readonly<Record<string, Scenario>> = SCENARIOS,
): void {
  vi.setConfig({ testTimeout: TIMEOUT_MS })
  describe(`the ${name} transport`, () => {
    test.for(Object.entries(scenarios))('%s', async ([, scenario], { skip }) => {
      await using it = await make()
      const delivered = await scenario(it).catch((error: unknown) => {
        if (error instanceof NotApplicable) skip(error.message)
        throw error
      })
      expect(inOrder(delivered)).toBe(true)
    })
  })
}
