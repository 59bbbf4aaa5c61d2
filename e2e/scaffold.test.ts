import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type WorkspaceCopy, workspaceCopy } from './workspace-copy.js'

// An address, for NODE_OPTIONS is split at the spaces a path may have.
const KILLER = `--import=${pathToFileURL(join(import.meta.dirname, 'kill-at-write.mjs')).href}`

let copy: WorkspaceCopy
beforeAll(async () => {
  copy = await workspaceCopy()
})
afterAll(() => copy?.[Symbol.asyncDispose]())

interface Scaffolded {
  service: string
  files: { path: string; change: string }[]
}

const document = (stdout: string) => JSON.parse(stdout) as Scaffolded

describe('a dry run', () => {
  test('names exactly the files that are then written, and writes none', async () => {
    const planned = document(
      (await copy.azora(['new', 'service', 'invoices', '--yes', '--dry-run', '--json'])).stdout,
    )
    expect(await copy.changes()).toBe('')
    const written = document((await copy.azora(['new', 'service', 'invoices', '--yes', '--json'])).stdout)
    expect(written.files).toEqual(planned.files)
    const missing = written.files.filter(({ path }) => !existsSync(join(copy.root, path)))
    expect(missing).toEqual([])
    const removed = await copy.azora(['remove', 'service', 'invoices', '--yes', '--json'])
    expect([removed.exitCode, await copy.changes()]).toEqual([0, ''])
  })
})

describe('a new service', () => {
  test('passes its own type check, lint and tests, and leaves every generated file fresh', async () => {
    await copy.azora(['new', 'service', 'order-desk', '--noun', 'order', '--yes'])
    const run = (file: string, args: readonly string[], cwd = copy.root) =>
      execa(file, args, { cwd, preferLocal: true, localDir: copy.root })
    const folder = join(copy.root, 'services/order-desk')
    await run('node', ['../../tools/prisma-generate.mjs'], folder)
    await run('node', ['../../tools/typecheck.mjs'], folder)
    await run('node', [
      join(copy.root, 'node_modules/@biomejs/biome/bin/biome'),
      'check',
      'services/order-desk',
      'packages/contracts/src/order-desk',
    ])
    await run('node', [
      join(copy.root, 'node_modules/oxlint/bin/oxlint'),
      '--type-aware',
      '--deny-warnings',
      'services/order-desk',
      'packages/contracts/src/order-desk',
    ])
    await run('node', ['generate.mjs', '--check'], join(copy.root, 'packages/contracts'))
    await run('node', ['generate.mjs', '--check'], join(copy.root, 'packages/sdk'))
    const tests = await run('node', [join(copy.root, 'node_modules/vitest/vitest.mjs'), 'run'], folder)
    expect(tests.stdout).toMatch(/Tests .*\d+ passed/)
    const removed = await copy.azora(['remove', 'service', 'order-desk', '--yes'])
    expect([removed.exitCode, await copy.changes()]).toEqual([0, ''])
  }, 120_000)

  test('can be installed by npm ci without network, because the lockfile knows it', async () => {
    await copy.azora(['new', 'service', 'invoices', '--yes'])
    const { exitCode } = await execa('npm', ['ci', '--dry-run', '--offline', '--ignore-scripts'], {
      cwd: copy.root,
      reject: false,
    })
    await copy.azora(['remove', 'service', 'invoices', '--yes'])
    expect(exitCode).toBe(0)
  }, 60_000)
})

test('files that were worked on are not removed unless forced', async () => {
  await copy.azora(['new', 'service', 'invoices', '--yes'])
  appendFileSync(join(copy.root, 'services/invoices/src/invoices/invoice.ts'), '\n// mine\n')
  const refused = await copy.azora(['remove', 'service', 'invoices', '--yes', '--json'])
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: { code: 'worked-on', faults: ['services/invoices/src/invoices/invoice.ts'] },
  })
  const forced = await copy.azora(['remove', 'service', 'invoices', '--yes', '--force'])
  expect([forced.exitCode, await copy.changes()]).toEqual([0, ''])
})

describe('killed by -9', () => {
  test.each([
    ['scaffolding', [], ['new', 'service', 'invoices', '--yes']],
    ['removing', ['new', 'service', 'invoices', '--yes'], ['remove', 'service', 'invoices', '--yes']],
  ] as const)(
    'at any change while %s, the next command restores the tree',
    async (_what, before, command) => {
      if (before.length > 0) await copy.azora(before)
      const asItWas = await copy.changes()
      let at = 1
      for (; at < 500; at++) {
        const { signal } = await copy.azora(command, { KILL_AT_WRITE: String(at), NODE_OPTIONS: KILLER })
        if (signal !== 'SIGKILL') break
        await copy.azora(['--version'])
        const changes = await copy.changes()
        // Killed behind its last change, while it swept up what git ignores: it is done, not cut short.
        if (changes === '' && asItWas !== '') break
        expect({ at, changes }).toEqual({ at, changes: asItWas })
      }
      expect(at).toBeGreaterThan(30)
      await copy.azora(['remove', 'service', 'invoices', '--yes'])
      expect(await copy.changes()).toBe('')
    },
    600_000,
  )
})
