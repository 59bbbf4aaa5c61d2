import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Manifest } from '@azora/manifest'
import { describe, expect, it } from 'vitest'
import { fingerprint, hashAll } from '../bundle/fingerprint.js'
import { pathsOf } from '../state/paths.js'
import { readStamp, stampFor, writeStamp } from './preparation.js'

describe('what has been done to a database', () => {
  it('is read as it was written, and as nothing when somebody else wrote', () => {
    const stamp = { migrate: 'abc', seed: '' }
    expect(readStamp(writeStamp(stamp))).toEqual(stamp)
    expect(readStamp(null)).toEqual({ migrate: '', seed: '' })
    expect(readStamp('the shop’s own')).toEqual({ migrate: '', seed: '' })
  })

  it.each([
    ['a migration', 'services/orders/prisma/migrations/1/migration.sql', { migrate: true, seed: true }],
    ['code of others that applies it', 'packages/kit/migrate.ts', { migrate: true, seed: true }],
    ['its own sources', 'services/orders/src/main.ts', { migrate: false, seed: true }],
    ['the passwords of the seeded users', '.azora/credentials.json', { migrate: false, seed: true }],
  ])('is due again when %s has changed: %o', async (...[, path, due]) => {
    await using place = await checkout()
    const before = place.stamp()
    await place.write(path, 'changed')
    const after = place.stamp()
    expect({ migrate: after.migrate !== before.migrate, seed: after.seed !== before.seed }).toEqual(due)
  })
})

async function checkout() {
  const root = await mkdtemp(join(tmpdir(), 'azora-stamp-'))
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  const sources = ['services/orders/src/main.ts', 'packages/kit/migrate.ts']
  for (const path of [
    ...sources,
    'services/orders/prisma/migrations/1/migration.sql',
    '.azora/credentials.json',
  ])
    await write(path, path)
  const manifest = Manifest.parse({
    name: 'orders',
    title: 'Orders',
    category: 'Data-Analytics',
    port: 4_050,
  })
  const folder = join(root, 'services/orders')
  const stamp = () => {
    const inputs = sources.map(path => fingerprint(join(root, path)))
    const bundle = { file: '', inputs, hash: hashAll(inputs) }
    return stampFor({ manifest, folder, file: join(folder, 'azora.json') }, bundle, pathsOf(root))
  }
  return { write, stamp, [Symbol.asyncDispose]: () => rm(root, { recursive: true }) }
}
