import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { referenceFiles } from './reference-files.js'

const root = join(import.meta.dirname, '../../../..')

test('schemas and reference say what the commands say (else: npm run reference -w @azora/cli)', async () => {
  const files = await referenceFiles(root)
  const present = await Promise.all(
    files.map(({ path }) => readFile(join(root, path), 'utf8').catch(() => null)),
  )
  expect(files.filter(({ text }, index) => text !== present[index]).map(({ path }) => path)).toEqual([])
})
