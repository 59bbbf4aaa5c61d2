import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { newPerson, PASSWORD } from '../bad-input/people.js'
import { attacked } from './attacked.js'
import { forgeries, type PublicJwk } from './forgeries.js'
import { exchange } from './wire.js'

const { root, gateway, auth, education, tokens } = attacked()

const { keys } = (await (await fetch(`${gateway}/.well-known/jwks.json`)).json()) as { keys: PublicJwk[] }
const forged = forgeries(tokens.learner, keys)

/** Routes that need somebody, at the gateway and at each service itself. */
const GUARDED = [
  `${gateway}/auth/v1/me`,
  `${gateway}/education/v1/me/courses`,
  `${auth}/v1/me`,
  `${education}/v1/me/courses`,
] as const

const statuses = (headers: Record<string, string>) =>
  Promise.all(GUARDED.map(async url => (await fetch(url, { headers })).status))

const everywhere = (status: number) => GUARDED.map(() => status)

test('the token that is forged is good', async () => {
  expect(await statuses({ authorization: `Bearer ${tokens.learner}` })).toEqual(everywhere(200))
})

describe('a token is refused at the gateway and by every service itself', () => {
  test.each(forged)('%s (%s)', async (...[, , token]) => {
    expect(await statuses({ authorization: `Bearer ${token}` })).toEqual(everywhere(401))
  })
})

test('no key was fetched from where a token said, and no file was read for one', async () => {
  // Each forgery that names a place names this one; nobody listens there, and fetching would have taken its time.
  expect(forged.filter(([, , token]) => headerOf(token)['jku'])).not.toEqual([])
  expect(readFileSync(join(root, '.azora/logs/gateway.log'), 'utf8')).not.toContain('attacker.example')
})

describe('what is good somewhere is good nowhere else', () => {
  test('a refresh token, a device token and the id of a session are no access tokens', async () => {
    const { email } = await newPerson(gateway)
    const response = await fetch(`${gateway}/auth/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: PASSWORD }),
    })
    const { refreshToken, deviceToken, sessionId, accessToken } = (await response.json()) as Record<
      string,
      string
    >
    for (const token of [refreshToken, deviceToken, sessionId])
      expect(await statuses({ authorization: `Bearer ${token}` })).toEqual(everywhere(401))
    const refresh = await fetch(`${gateway}/auth/v1/token/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken: accessToken }),
    })
    expect([400, 401]).toContain(refresh.status)
  })

  test("a service's key and token are no user's, and a service token is good for its target alone", async () => {
    const key = serviceKey('education')
    expect(await statuses({ authorization: `Bearer ${key}` })).toEqual(everywhere(401))
    const token = await serviceToken(key, 'auth')
    expect(await statuses({ authorization: `Bearer ${token}` })).toEqual([401, 401, 403, 401])
    const revocations = (bearer: string) =>
      fetch(`${auth}/v1/revocations`, { headers: { authorization: `Bearer ${bearer}` } })
    expect((await revocations(token)).status).toBe(200)
    expect((await revocations(tokens.admin)).status).toBe(403)
    expect((await revocations(await serviceToken(key, 'education'))).status).toBe(401)
  })

  test('no token is read from anywhere but its header (RFC 6750, 2.3)', async () => {
    const { learner } = tokens
    expect(await statuses({ cookie: `access_token=${learner}; authorization=Bearer ${learner}` })).toEqual(
      everywhere(401),
    )
    expect(await statuses({ 'x-authorization': `Bearer ${learner}`, 'x-access-token': learner })).toEqual(
      everywhere(401),
    )
    expect(await statuses({ 'proxy-authorization': `Bearer ${learner}` })).toEqual(everywhere(401))
    // A subprotocol is one of an upgrade alone.
    const protocols = { 'sec-websocket-protocol': `azora, azora.bearer.${learner}` }
    expect(await statuses(protocols)).toEqual(everywhere(401))
    const asked = GUARDED.map(async url => (await fetch(`${url}?access_token=${learner}`)).status)
    expect(await Promise.all(asked)).toEqual(everywhere(401))
  })

  test('of two headers the same one counts at the gateway and behind it (RFC 9110, 5.3)', async () => {
    const lines = (first: string, second: string) =>
      `GET /auth/v1/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${first}\r\nauthorization: Bearer ${second}\r\nconnection: close\r\n\r\n`
    const [bad, mixed] = await Promise.all([
      exchange(gateway, lines('a.b.c', tokens.admin)),
      exchange(gateway, lines(tokens.learner, tokens.admin)),
    ])
    expect(bad.answers[0]?.status).toBe(401)
    expect(mixed.answers[0]?.body).not.toContain('"admin"')
  })
})

function headerOf(token: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >
  } catch {
    return {}
  }
}

/** The key a service was given at its start, as whoever can read the folder of the platform could. */
function serviceKey(name: string): string {
  const secrets = readFileSync(join(root, '.azora/secrets.json'), 'utf8')
  const [key] = new RegExp(`azk_local_${name}_[\\w-]+`).exec(secrets) ?? []
  if (!key) throw new Error(`no key of ${name} in ${secrets.length} bytes`)
  return key
}

async function serviceToken(key: string, audience: string): Promise<string> {
  const response = await fetch(`${auth}/v1/service-tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ audience }),
  })
  return ((await response.json()) as { accessToken: string }).accessToken
}
