import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { platformForFile } from './platform.js'

const platform = platformForFile()

/** As long as a busy machine may take to notice a change, build a service and start it. */
const SEEN = { timeout: 60_000 }

const LONG_MS = 180_000

/** The schemas that nexus knows of an event. */
async function schemasOf(type: string): Promise<{ version: number; service: string; conflicts: string[] }[]> {
  const { stdout } = await platform().copy.azora(['events', 'schemas', type, '--json'])
  return JSON.parse(stdout).schemas ?? []
}

/** Has the contract of the scaffolded service say something else, and the service started with it. Returns what takes that back. */
async function changeContract(from: string, to: string): Promise<() => void> {
  const { copy } = platform()
  const file = join(copy.root, 'packages/contracts/src/invoices/invoice.ts')
  const source = readFileSync(file, 'utf8')
  expect(source).toContain(from)
  writeFileSync(file, source.replace(from, to))
  expect((await copy.azora(['restart', 'invoices'])).exitCode).toBe(0)
  return () => writeFileSync(file, source)
}

test(
  'a service scaffolded while the platform runs is started, reached, its events known, and removed without restarting any other',
  async () => {
    const { copy } = platform()
    const before = await platform().services()
    expect((await copy.azora(['new', 'service', 'invoices', '--yes'])).exitCode).toBe(0)
    await expect
      .poll(async () => (await platform().services()).find(({ name }) => name === 'invoices')?.ready, {
        timeout: 30_000,
      })
      .toBe(true)
    expect((await copy.azora(['login', '--as', 'learner'])).exitCode).toBe(0)

    const made = await copy.azora(['call', 'invoices.invoices.create', '--title', 'First', '--json'])
    expect({ exitCode: made.exitCode, stdout: made.stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('"title": "First"'),
    })
    const gateway = await platform().gateway()
    const token = await platform().tokenOf('learner')
    const listed = await fetch(`${gateway}/invoices/v1/invoices`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(await listed.json()).toMatchObject({ items: [{ title: 'First' }] })

    // Whoever asks the registry is an operator.
    expect((await copy.azora(['login', '--as', 'admin'])).exitCode).toBe(0)
    const known = { version: 1, service: 'invoices', conflicts: [] as unknown[] }
    await expect.poll(() => schemasOf('invoice.created'), SEEN).toMatchObject([known])
    const takeBack = await changeContract(', createdAt: z.iso.datetime() })', ' })')
    const changed = { ...known, conflicts: [expect.stringContaining('createdAt')] }
    await expect.poll(() => schemasOf('invoice.created'), SEEN).toMatchObject([changed])
    takeBack()

    expect((await copy.azora(['remove', 'service', 'invoices', '--yes'])).exitCode).toBe(0)
    await expect
      .poll(async () => (await platform().services()).some(({ name }) => name === 'invoices'), {
        timeout: 20_000,
      })
      .toBe(false)
    expect(await copy.changes()).toBe('')
    expect((await platform().services()).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid))
  },
  LONG_MS,
)
