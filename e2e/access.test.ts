import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Azora, isProblem } from '@azora/sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { newPerson, PASSWORD } from './bad-input/people.js'
import { failures, steadyLoad } from './load.js'
import { platformForFile } from './platform.js'

// What identity promises to whoever is asked for it: the gateway, and each service by itself.

const platform = platformForFile()
let gateway: string
let education: string
beforeAll(async () => {
  gateway = await platform().gateway()
  education = (await platform().service('education')).url
})

const anyone = () => new Azora({ baseUrl: gateway })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const statusOf = async (url: string, token: string) => (await fetch(url, { headers: bearer(token) })).status

/** What the gateway, a service behind it, and the service itself say to a token. */
const everywhere = (token: string) =>
  Promise.all([
    statusOf(`${gateway}/auth/v1/me`, token),
    statusOf(`${gateway}/education/v1/me/courses`, token),
    statusOf(`${education}/v1/me/courses`, token),
  ])

const refusedWithin5s = (tokens: readonly string[]) =>
  expect
    .poll(async () => (await Promise.all(tokens.map(everywhere))).flat(), { timeout: 5_000, interval: 50 })
    .toEqual(tokens.flatMap(() => [401, 401, 401]))

async function refusalOf(call: PromiseLike<unknown>): Promise<string> {
  try {
    await call
    return 'none'
  } catch (error) {
    if (!isProblem(error)) throw error
    return error.code
  }
}

describe('signing out everywhere', () => {
  test('ends each access token at the gateway and at a service itself within 5 s, and no refresh works', async () => {
    const { email, azora, token } = await newPerson(gateway)
    const others = await Promise.all([1, 2].map(() => signIn(email)))
    const tokens = [token, ...others.map(({ accessToken }) => accessToken)]
    expect((await Promise.all(tokens.map(everywhere))).flat()).toEqual(tokens.flatMap(() => [200, 200, 200]))

    await azora.auth.sessions.logoutAll()

    const refreshes = others.map(({ refreshToken }) => anyone().auth.sessions.refresh({ refreshToken }))
    const [refusals] = await Promise.all([Promise.all(refreshes.map(refusalOf)), refusedWithin5s(tokens)])
    expect(refusals).toEqual(others.map(() => 'session-revoked'))
  })

  test('while twenty refreshes run leaves no token that works, whoever came first', async () => {
    const { email, azora, token } = await newPerson(gateway)
    const { refreshToken } = await signIn(email)
    const refresh = () =>
      anyone()
        .auth.sessions.refresh({ refreshToken })
        .then(
          ({ accessToken }) => [accessToken],
          () => [],
        )
    const [fresh] = await Promise.all([
      Promise.all(Array.from({ length: 20 }, refresh)),
      azora.auth.sessions.logoutAll(),
    ])
    await refusedWithin5s([token, ...new Set(fresh.flat())])
    expect(await refusalOf(anyone().auth.sessions.refresh({ refreshToken }))).toBe('session-revoked')
  })
})

describe('the signing key rotated under load', () => {
  test('fails no verification, at the gateway or at a service itself', async () => {
    const admin = new Azora({ baseUrl: gateway, token: await platform().tokenOf('admin') })
    const { email } = await newPerson(gateway)
    const tokens = [(await signIn(email)).accessToken]
    const urls = [`${gateway}/education/v1/me/courses`, `${education}/v1/me/courses`, `${gateway}/auth/v1/me`]
    await using load = steadyLoad(60, n =>
      statusOf(urls[n % urls.length] ?? '', tokens[n % tokens.length] ?? ''),
    )
    // Longer than the pause a verifier makes between two fetches of the keys.
    await load.further(400)

    const next = await admin.auth.signingKeys.rotate()
    expect(next.state).toBe('pending')
    await load.further(60)
    await takeOver(next.kid)
    await expect
      .poll(
        async () => {
          const { accessToken } = await signIn(email)
          tokens.push(accessToken)
          return kidOf(accessToken)
        },
        { timeout: 10_000 },
      )
      .toBe(next.kid)
    await load.further(120)

    expect(new Set(tokens.map(kidOf)).size).toBe(2)
    expect(failures(await load.stop())).toEqual({})
  })
})

describe('what a client claims about itself', () => {
  const CLAIMS = {
    'x-user-id': '00000000-0000-7000-8000-000000000001',
    'x-user-roles': 'admin',
    'x-azora-principal': 'service:auth',
    'x-azora-deadline': '1',
    'x-forwarded-for': '6.6.6.6',
    'x-forwarded-host': 'evil.example',
    'x-real-ip': '6.6.6.6',
    forwarded: 'for=6.6.6.6',
    'x-secret': 'named in Connection',
    connection: 'close, x-secret',
    te: 'trailers',
    'proxy-authorization': 'Basic YTpi',
  }

  test('reaches no service: headers about identity, origin and connection end at the gateway', async () => {
    await using _service = await standIn()
    const { token } = await newPerson(gateway)
    const url = `${gateway}/education/v1/me/courses`
    await expect.poll(async () => (await get(url, bearer(token))).body).toContain('"stand-in"')

    const { headers } = JSON.parse((await get(url, { ...CLAIMS, ...bearer(token) })).body) as {
      headers: Record<string, string>
    }
    const arrived = Object.entries(CLAIMS).filter(([name, value]) => headers[name] === value)
    expect(arrived).toEqual([])
    expect(Object.keys(headers).filter(name => /^x-user|x-real-ip|^forwarded|^x-secret/.test(name))).toEqual(
      [],
    )
    expect(headers).toMatchObject({ ...bearer(token), 'x-forwarded-for': '127.0.0.1' })
  })

  test('makes nobody somebody else', async () => {
    const { id, token } = await newPerson(gateway)
    const me = await get(`${gateway}/auth/v1/me`, { ...CLAIMS, ...bearer(token) })
    expect(JSON.parse(me.body)).toMatchObject({ id })
    expect((await get(`${gateway}/auth/v1/me`, CLAIMS)).status).toBe(401)
    expect((await get(`${gateway}/auth/v1/users`, { ...CLAIMS, ...bearer(token) })).status).toBe(403)
  })

  test('does not change where it is seen to sign in from', async () => {
    const { email } = await newPerson(gateway)
    const { accessToken } = await new Azora({
      baseUrl: gateway,
      headers: { 'x-forwarded-for': '6.6.6.6', 'x-real-ip': '6.6.6.6' },
    }).auth.sessions.login({ email, password: PASSWORD })
    const { items } = await new Azora({ baseUrl: gateway, token: accessToken }).auth.sessions.list()
    expect(items.map(({ address }) => address)).toEqual(['127.0.0.1', '127.0.0.1'])
  })
})

const signIn = (email: string) => anyone().auth.sessions.login({ email, password: PASSWORD })

function kidOf(token: string): string {
  const [header = ''] = token.split('.')
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid
}

/**
 * Ends the ten minutes in which a new key is only published: nobody waits them out here. It is harder than what happens
 * otherwise, as verifiers have to fetch the key when its first token comes.
 */
async function takeOver(kid: string): Promise<void> {
  const sql = `update signing_key set activates_at = now() where kid = '${kid}'`
  const { exitCode, stderr } = await platform().copy.azora([
    'db',
    'shell',
    'auth',
    '--command',
    sql,
    '--json',
  ])
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
}

/** Puts a server in the place of education that answers with what reaches it. */
async function standIn(): Promise<AsyncDisposable> {
  const server = createServer(({ headers }, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ name: 'stand-in', headers }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const file = join(platform().copy.root, '.azora/routes.json')
  const before = readFileSync(file, 'utf8')
  const { instances } = await platform().service('education')
  writeFileSync(
    file,
    instances.reduce((text, real) => text.replaceAll(real.url, url), before),
  )
  return {
    async [Symbol.asyncDispose]() {
      writeFileSync(file, before)
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** As `fetch`, which would not send headers of the connection. */
async function get(url: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  const [response] = (await once(request(url, { headers }).end(), 'response')) as [IncomingMessage]
  return { status: response.statusCode ?? 0, body: await text(response) }
}
