import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { redisProgram } from '@azora/service-kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serviceTask } from './faults/service-process.js'
import { worldOf } from './faults/world.js'
import { type Patient, STRIKES } from './health/faults.js'
import { told } from './health/probe.js'
import { type FaultName, type Tier, type Told, TRUTH, truthTable, WELL } from './health/truth.js'

// Each fault turns red what the table says, through the socket that traffic takes, and nothing else. Real processes.

const SEEN_WITHIN_MS = 5_000
const WELL_AGAIN_WITHIN_MS = 20_000

let patient: Patient
let end: () => PromiseLike<void>
beforeAll(async () => {
  const world = await worldOf('education')
  end = () => world[Symbol.asyncDispose]()
  const logs = { file: join(world.folder, 'education.log'), maxBytes: 256 * 1024 }
  patient = { world, logs, process: await world.start({ logs }) }
})
afterAll(() => end?.())

const needsRedis = (fault: string) => fault.startsWith('Redis') && !redisProgram

describe('the probes of a service tell when', () => {
  for (const [fault, strike] of Object.entries(STRIKES)) {
    test.skipIf(needsRedis(fault))(`${fault}, and when that is over`, async () => {
      const { url } = patient.process
      expect((await told(url, WELL, WELL_AGAIN_WITHIN_MS)).seen.at(-1)).toEqual(WELL)
      const undo = await strike(patient)
      const { seen, tookMs } = await told(url, TRUTH[fault as FaultName], SEEN_WITHIN_MS)
      await undo()
      expect(seen.at(-1)).toEqual(TRUTH[fault as FaultName])
      expect(tookMs).toBeLessThan(SEEN_WITHIN_MS)
      expect(seen.flatMap(now => foreign(now, TRUTH[fault as FaultName]))).toEqual([])
      expect((await told(url, WELL, WELL_AGAIN_WITHIN_MS)).seen.at(-1)).toEqual(WELL)
    })
  }

  test('a migration is pending, and when that is over', async () => {
    await using world = await worldOf('education', { migrated: false })
    const { url } = await world.start()
    expect((await told(url, TRUTH['a migration is pending'], SEEN_WITHIN_MS)).seen.at(-1)).toEqual(
      TRUTH['a migration is pending'],
    )
    await serviceTask('education', 'migrate', world.env)
    expect((await told(url, WELL, SEEN_WITHIN_MS)).seen.at(-1)).toEqual(WELL)
  })
})

test('the event loop having stood still is told afterwards, and makes nobody unready', async () => {
  const { url, block } = patient.process
  const after: Told = { ...WELL, health: 'degraded', failing: ['event-loop'] }
  block(1_500)
  expect((await told(url, after, SEEN_WITHIN_MS)).seen.at(-1)).toEqual(after)
  expect((await told(url, WELL, WELL_AGAIN_WITHIN_MS)).seen.at(-1)).toEqual(WELL)
})

test('the documentation shows this table', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/explanation/health.md'), 'utf8')
  expect(page).toContain(truthTable())
})

/** What was told that is neither what it was before, nor what the fault is to turn it into, nor a step on the way there. */
function foreign(now: Told, expected: Told): string[] {
  const allowed = (key: 'livez' | 'readyz') => now[key] === WELL[key] || now[key] === expected[key]
  const probes = (['livez', 'readyz'] as const).filter(key => !allowed(key)).map(key => `${key}: ${now[key]}`)
  return isOnTheWay(now.health, expected.health) ? probes : [...probes, `health: ${now.health}`]
}

/** Checks fail one after the other, so that what becomes critical may be degraded first; never worse than it becomes. */
function isOnTheWay(tier: Tier, end: Tier): boolean {
  if (tier === 'healthy' || tier === end) return true
  return tier === 'degraded' && end === 'critical'
}
