import { expect, test } from 'vitest'
import { platformForFile } from './platform.js'

const platform = platformForFile()

test('a service scaffolded while the platform runs is started, reached and removed without restarting any other', async () => {
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

  expect((await copy.azora(['remove', 'service', 'invoices', '--yes'])).exitCode).toBe(0)
  await expect
    .poll(async () => (await platform().services()).some(({ name }) => name === 'invoices'), {
      timeout: 20_000,
    })
    .toBe(false)
  expect(await copy.changes()).toBe('')
  expect((await platform().services()).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid))
})
