import { redisProgram } from '@azora/service-kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { create, createBare, creation, DEADLINE_MS, hurried, read, timesMade } from './calls.js'
import { type Front, front } from './front.js'
import { CELLS, FAULTS, PLACES } from './matrix.js'

// Every fault of a network, between any two that speak over one: nothing hangs, nothing is done twice, and it passes.

/** What a busy machine may add to a deadline. */
const MARGIN_MS = 1_500
const PASSES = { timeout: 20_000, interval: 100 }

let it: Front
beforeAll(async () => {
  it = await front()
})
afterAll(() => it?.[Symbol.asyncDispose]())

const three = <T>(make: () => T) => [make(), make(), make()]

describe.each(CELLS)('$fault between $place', ({ fault, place, outcome }) => {
  test.skipIf(place === 'service and Redis' && !redisProgram)(`calls are ${outcome}`, async () => {
    const network = PLACES[place](it)!
    const azora = await hurried(it)
    const [keyed, bare] = [three(creation), three(creation)]
    FAULTS[fault](network)
    const ends = await Promise.all([
      ...three(() => read(azora)),
      ...keyed.map(one => create(azora, one)),
      ...bare.map(one => createBare(it, one)),
    ])
    await network.heal()

    const late = ends.filter(({ tookMs }) => tookMs > DEADLINE_MS + MARGIN_MS)
    const unexpected = ends.filter(({ ok }) => ok !== (outcome === 'served'))
    expect({ late, unexpected }).toEqual({ late: [], unexpected: [] })

    // Whoever asks again under the same key gets what was done, or has it done now.
    for (const one of keyed) await expect.poll(async () => (await create(azora, one)).how, PASSES).toBe('ok')
    await expect.poll(async () => (await read(azora)).how, PASSES).toBe('ok')
    expect(await timesMade(it, keyed)).toEqual([1, 1, 1])
    const allowed = outcome === 'served' ? [1] : [0, 1]
    expect((await timesMade(it, bare)).filter(times => !allowed.includes(times))).toEqual([])
    expect([it.service, it.gateway].map(({ child }) => child.exitCode)).toEqual([null, null])
  })
})
