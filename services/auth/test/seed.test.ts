import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { AuthConfig } from '../src/config.js'
import { seed } from '../src/seed.js'
import { startedAuth } from './app.js'

const users = Object.fromEntries(
  ['admin', 'instructor', 'learner'].map(role => [
    role,
    { email: `${role}@azora.localhost`, password: `${role} and a random sentence` },
  ]),
)

async function credentialsFile() {
  const folder = await mkdtemp(join(tmpdir(), 'azora-auth-'))
  const file = join(folder, 'credentials.json')
  await writeFile(file, JSON.stringify({ users }))
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

describe('seeding', () => {
  test('makes a user of each role, who can sign in and whose address is verified', async () => {
    await using credentials = await credentialsFile()
    await using app = await startedAuth({ env: { AZORA_SEED_CREDENTIALS: credentials.file } })

    for (const [role, body] of Object.entries(users)) {
      const { account } = await app.client.sessions.login({ body })
      expect(account).toMatchObject({ emailVerified: true, roles: expect.arrayContaining([role]) })
    }
  })

  test('again, or by several at the same moment, changes nothing', async () => {
    await using credentials = await credentialsFile()
    await using app = await startedAuth({ seed: false })
    const config = { seedCredentials: credentials.file } as AuthConfig

    await Promise.all(Array.from({ length: 5 }, () => seed(app.use, config)))
    await seed(app.use, config)

    expect(await app.use.accounts.list({ where: {}, before: null, limit: 10 })).toHaveLength(3)
    expect((await app.use.auditTrail({ action: 'user.seeded', limit: 10 })).items).toHaveLength(3)
  })
})
