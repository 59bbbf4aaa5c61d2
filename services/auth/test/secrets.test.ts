import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PrismaClient } from '../src/generated/prisma/client.js'
import { type App, startedAuth } from './app.js'
import { clientOf, newEmail, problemOf } from './people.js'

const SERVICE_KEY = 'azk_local_education_0123456789abcdefghijklmnop'
const FIRST = 'canary password one'
const SECOND = 'canary password two'

/** Every row of every table, as text: what a stolen dump would show. */
async function dumpOf({ resources }: App): Promise<string> {
  const { client } = resources['db'] as { client: PrismaClient }
  const tables = await client.$queryRaw<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`
  const dump: unknown[] = []
  for (const { name } of tables) dump.push(await client.$queryRawUnsafe(`select t::text from ${name} t`))
  return JSON.stringify(dump)
}

/** Each secret as it is, and in the forms in which it might slip into bytes. */
const forms = (secret: string) => [
  secret,
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
]

let app: App
const secrets: Record<string, string> = {}

/** A life with every secret in it: right and wrong, given and refused. */
beforeAll(async () => {
  app = await startedAuth({ env: { AZORA_SERVICE_KEYS: '{}' } })
  const email = newEmail()
  await app.client.accounts.register({ body: { email, password: FIRST } })
  const signedIn = await app.client.sessions.login({ body: { email, password: FIRST } })
  const client = clientOf(app, signedIn.accessToken)
  await problemOf(app.client.sessions.login({ body: { email, password: 'canary wrong password' } }))
  await problemOf(
    app.client.sessions.login({
      body: { email: 'canary-typed-into-wrong-field@example.com', password: 'x' },
    }),
  )
  const refreshed = await app.client.sessions.refresh({ body: { refreshToken: signedIn.refreshToken } })
  await client.passwords.change({ body: { currentPassword: FIRST, newPassword: SECOND } })
  await app.client.passwords.forgot({ body: { email } })
  await problemOf(app.client.passwords.reset({ body: { token: 'canary-reset-token', newPassword: SECOND } }))
  const authorization = `Bearer ${SERVICE_KEY}`
  await problemOf(
    app.client.serviceTokens.issue({ headers: { authorization }, body: { audience: 'education' } }),
  )
  await problemOf(clientOf(app, `${signedIn.accessToken}canary`).accounts.me({}))
  Object.assign(secrets, {
    'the password': FIRST,
    'the new password': SECOND,
    'a wrong password': 'canary wrong password',
    'an address nobody has': 'canary-typed-into-wrong-field',
    'a refresh token': signedIn.refreshToken,
    'its successor': refreshed.refreshToken,
    'an access token': signedIn.accessToken,
    'a device token': signedIn.deviceToken,
    'a reset token that was refused': 'canary-reset-token',
    'a service key': SERVICE_KEY,
    'the encryption key': app.env['AUTH_ENCRYPTION_KEY'] ?? '',
  })
})
afterAll(() => app[Symbol.asyncDispose]())

const found = (text: string) =>
  Object.entries(secrets).flatMap(([name, secret]) =>
    forms(secret).some(form => text.includes(form)) ? [name] : [],
  )

describe('a secret is found', () => {
  test('nowhere in a dump of the database', async () => {
    expect(found(await dumpOf(app))).toEqual([])
  })

  test('nowhere in the logs', () => {
    expect(app.logs.text.length).toBeGreaterThan(1_000)
    expect(found(app.logs.text)).toEqual([])
  })
})

test('the dump holds what is no secret, so it is one', async () => {
  expect(await dumpOf(app)).toContain('$argon2id$')
})
