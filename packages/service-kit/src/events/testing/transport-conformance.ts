import { describe, expect, test, vi } from 'vitest'
import { deliveryScenarios } from './delivery-scenarios.js'
import { failureScenarios } from './failure-scenarios.js'
import { inOrder } from './sample-events.js'
import { sharingScenarios } from './sharing-scenarios.js'
import type { TransportUnderTest } from './transport-under-test.js'

/** Longer than anything in a scenario is waited for. */
const TIMEOUT_MS = 90_000
const SCENARIOS = { ...deliveryScenarios, ...failureScenarios, ...sharingScenarios }

/**
 * Holds a transport to what its interface says, on its real broker: each scenario is a test, and in each of them no event
 * may overtake another of its key. What a transport's features exclude is not asked of it.
 *
 * @param make Makes a broker of a test's own.
 */
export function transportConformance(name: string, make: () => Promise<TransportUnderTest>): void {
  vi.setConfig({ testTimeout: TIMEOUT_MS })
  describe(`the ${name} transport`, () => {
    test.each(Object.entries(SCENARIOS))('%s', async (_, scenario) => {
      await using it = await make()
      const delivered = await scenario(it)
      expect(inOrder(delivered)).toBe(true)
    })
  })
}
