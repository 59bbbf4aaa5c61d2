import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { configurationFaults, dataFaults, processFaults } from './doctor/running-faults.js'
import { cured, type Fault, type Surgery, surgeryIn, treat } from './doctor/surgery.js'
import { platformForFile } from './platform.js'

const WITHIN_MS = 3_000

const platform = platformForFile()
let surgery: Surgery
beforeAll(() => {
  surgery = surgeryIn(platform().copy)
})
afterAll(() => surgery?.[Symbol.asyncDispose]())

const all = (faults: readonly Fault[]) => faults.map(fault => [fault.name, fault] as const)

describe('a platform that runs', () => {
  test('is healthy, and looked at within 3 s', async () => {
    const { red, exitCode, tookMs } = await surgery.diagnose()
    expect([red, exitCode]).toEqual([[], 0])
    expect(tookMs).toBeLessThan(WITHIN_MS)
  })

  test('is looked at within 3 s though its host does not answer', async () => {
    const host = await platform().hostPid()
    process.kill(host, 'SIGSTOP')
    const { red, tookMs } = await surgery.diagnose().finally(() => process.kill(host, 'SIGCONT'))
    expect(red).toEqual(['host'])
    expect(tookMs).toBeLessThan(WITHIN_MS)
  })
})

describe.each([
  ['data', dataFaults],
  ['processes', processFaults],
  ['settings', configurationFaults],
])('of %s', (_, faults) => {
  test.each(all(faults))(
    '%s is found, alone, and gone with the remedy',
    async (_name, fault) => {
      expect(await treat(surgery, fault)).toEqual(cured(fault))
    },
    120_000,
  )
})
