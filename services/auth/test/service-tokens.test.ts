import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, test } from 'vitest'
import { ServiceKeys } from '../src/service-tokens/service-keys.js'
import { theService } from './app.js'
import { clientOf, problemOf } from './people.js'

const KEY = 'azk_local_education_0123456789abcdefghijklmnop'
const NEW_KEY = 'azk_local_finance_0123456789abcdefghijklmnop'
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex')

const folder = await mkdtemp(join(tmpdir(), 'azora-auth-'))
const file = join(folder, 'service-keys.json')
afterAll(() => rm(folder, { recursive: true }))

const app = theService({
  env: {
    AZORA_SERVICE_KEYS: JSON.stringify({
      education: hashOf(KEY),
      auth: hashOf('azk_local_auth_of_no_use_here'),
    }),
  },
})

const issue = (authorization: string, audience = 'auth') =>
  app().client.serviceTokens.issue({ headers: { authorization }, body: { audience } })

describe('a service key', () => {
  test('brings a token for one other service, good for five minutes', async () => {
    const { accessToken, expiresAt } = await issue(`Bearer ${KEY}`)

    expect(decodeJwt(accessToken)).toMatchObject({ iss: 'azora', sub: 'service:education', aud: 'auth' })
    expect(Date.parse(expiresAt) - app().clock.now().getTime()).toBeLessThanOrEqual(300_000)
    expect(await problemOf(clientOf(app(), accessToken).revocations.list({}))).toBe('none')
    expect(await problemOf(clientOf(app(), accessToken).accounts.me({}))).toBe('forbidden')
  })

  test.each([
    '',
    KEY,
    'Bearer',
    `Basic ${KEY}`,
    `Bearer ${KEY}x`,
    'Bearer azk_local_nobody_0123456789abcdefghijklmnop',
  ])('is not %j', async authorization => {
    expect(await problemOf(issue(authorization))).toBe('invalid-service-key')
  })

  test('brings no token for the platform, or for what is no service', async () => {
    expect(await problemOf(issue(`Bearer ${KEY}`, 'azora'))).toBe('unknown-audience')
    expect(await problemOf(issue(`Bearer ${KEY}`, 'constructor'))).toBe('unknown-audience')
  })
})

describe('a service that comes while auth runs', () => {
  test('is known once it stands in the file', async () => {
    await writeFile(file, JSON.stringify({ education: hashOf(KEY), finance: hashOf(NEW_KEY) }))
    const keys = new ServiceKeys({ education: hashOf(KEY) }, file)

    expect(await keys.serviceOf(NEW_KEY)).toBe('finance')
    expect(await keys.isKnown('finance')).toBe(true)
  })

  test('is not looked for in the file more than once a second', async () => {
    await writeFile(file, '{}')
    const keys = new ServiceKeys({}, file)
    expect(await keys.serviceOf(NEW_KEY)).toBeNull()
    await writeFile(file, JSON.stringify({ finance: hashOf(NEW_KEY) }))

    expect(await keys.serviceOf(NEW_KEY)).toBeNull()
  })
})
