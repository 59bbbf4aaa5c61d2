import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LatestFile, readJson, replaceFile } from './atomic-file.js'
import { ensureCredentials, Secrets } from './secrets.js'

describe('a file that is replaced', () => {
  it('is always whole, however many write it at the same moment', async () => {
    await using place = await emptyPlace()
    const file = join(place.folder, 'deep', 'file')
    const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000))
    await Promise.all(texts.map(text => replaceFile(file, text)))
    expect(texts).toContain(await readFile(file, 'utf8'))
    expect(await readdir(join(place.folder, 'deep'))).toEqual(['file'])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('that was torn counts as absent', async () => {
    await using place = await emptyPlace()
    await writeFile(join(place.folder, 'torn'), '{ "half": ')
    expect(await readJson(join(place.folder, 'torn'))).toBeNull()
    expect(await readJson(join(place.folder, 'none'))).toBeNull()
  })

  it('that changes often holds the last value', async () => {
    await using place = await emptyPlace()
    let value = 0
    const file = new LatestFile(join(place.folder, 'value'), () => value)
    for (value = 1; value < 100; value++) file.changed()
    await file.flush()
    expect(await readJson(join(place.folder, 'value'))).toBe(100)
  })
})

describe('secrets', () => {
  it('are made once and kept', async () => {
    await using place = await emptyPlace()
    const paths = { secrets: join(place.folder, 'secrets.json') }
    const first = await Secrets.load(paths)
    const made = [
      first.password('azora_auth'),
      first.serviceKey('auth'),
      first.variable('auth', 'AUTH_ENCRYPTION_KEY'),
    ]
    await first.save()
    const second = await Secrets.load(paths)
    expect([
      second.password('azora_auth'),
      second.serviceKey('auth'),
      second.variable('auth', 'AUTH_ENCRYPTION_KEY'),
    ]).toEqual(made)
    expect(new Set(made).size).toBe(3)
    expect(Buffer.from(made[2]!, 'base64url')).toHaveLength(32)
  })

  it('of services are made for one profile, and anew for another', async () => {
    await using place = await emptyPlace()
    const paths = { secrets: join(place.folder, 'secrets.json') }
    const local = await Secrets.load(paths)
    expect(local.serviceKey('auth')).toMatch(/^azk_local_auth_[\w-]{43}$/)
    await local.save()
    const production = await Secrets.load(paths, 'production')
    const key = production.serviceKey('auth')
    expect(key).toMatch(/^azk_production_auth_[\w-]{43}$/)
    await production.save()
    expect((await Secrets.load(paths, 'production')).serviceKey('auth')).toBe(key)
  })

  it('of services are shown to a verifier as hashes', async () => {
    await using place = await emptyPlace()
    const secrets = await Secrets.load({ secrets: join(place.folder, 'secrets.json') })
    const key = secrets.serviceKey('education')
    const hashes = secrets.serviceKeyHashes(['education'])
    expect(hashes['education']).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(hashes)).not.toContain(key)
  })

  it('of the seeded users are random, and never made anew', async () => {
    await using place = await emptyPlace()
    const paths = { credentials: join(place.folder, 'credentials.json') }
    await ensureCredentials(paths)
    const made = await readFile(paths.credentials, 'utf8')
    await ensureCredentials(paths)
    expect(await readFile(paths.credentials, 'utf8')).toBe(made)
    const { users } = JSON.parse(made) as { users: Record<string, { password: string }> }
    expect(new Set(Object.values(users).map(({ password }) => password)).size).toBe(3)
  })
})

async function emptyPlace() {
  const folder = await mkdtemp(join(tmpdir(), 'azora-state-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}
