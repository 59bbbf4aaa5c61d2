import { expect, test } from 'vitest'
import { fakeTime } from '../test/fixtures/fake-time.js'
import { type Answering, json, refuse, serving } from '../test/fixtures/server.js'
import { Azora } from './azora.js'
import { memorySession } from './session/session-store.js'

const EMPTY = { items: [], nextCursor: null }
const CREDENTIALS = { email: 'ada@example.org', password: 'a long enough password' }

/** An auth service in small: each token is good once the one before it was exchanged. */
function authority(options: { refuseRefresh?: boolean } = {}) {
  const state = { logins: 0, refreshes: 0, logouts: 0, good: '' }
  const tokens = (name: string) => {
    state.good = name
    const sessionId = '0193c2f0-0000-7000-8000-000000000009'
    return {
      accessToken: name,
      refreshToken: `after-${name}`,
      sessionId,
      expiresInSeconds: 300,
      expiresAt: '2030-01-01T00:05:00Z',
    }
  }
  const routes: Record<string, Answering> = {
    'POST /auth/v1/login': (_, response) =>
      json(response, 201, { ...tokens(`login-${++state.logins}`), deviceToken: 'device' }),
    'POST /auth/v1/logout': (_, response) => {
      state.logouts += 1
      response.writeHead(204).end()
    },
    'POST /auth/v1/token/refresh': (_, response) => {
      state.refreshes += 1
      if (options.refuseRefresh) return refuse(response, 401, 'session-revoked')
      return json(response, 200, tokens(`refreshed-${state.refreshes}`))
    },
  }
  const answer: Answering = (request, response, n) => {
    const route = routes[`${request.method} ${request.url}`]
    if (route) return route(request, response, n)
    const isGood = request.headers.authorization === `Bearer ${state.good}`
    return isGood ? json(response, 200, EMPTY) : refuse(response, 401, 'unauthenticated')
  }
  return { state, answer }
}

test('services are reached below their name, well-known documents at the root', async () => {
  await using server = await serving((_, response) => json(response, 200, EMPTY))
  const azora = new Azora({ baseUrl: server.url })

  await azora.education.courses.list({ limit: 5 })
  await azora.auth.wellKnown.jwks()

  expect(server.arrived.map(({ url }) => url)).toEqual([
    '/education/v1/courses?limit=5',
    '/.well-known/jwks.json',
  ])
})

test('signing in is kept: later calls act for that user, until signing out', async () => {
  const { answer, state } = authority()
  await using server = await serving(answer)
  const azora = new Azora({ baseUrl: server.url })

  await azora.auth.signIn(CREDENTIALS)
  await azora.education.courses.mine()
  await azora.auth.signOut()

  expect(state).toMatchObject({ logins: 1, logouts: 1 })
  await expect(azora.education.courses.mine()).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(server.arrived.at(-1)?.headers.authorization).toBeUndefined()
})

test('a device that signed in before says so the next time', async () => {
  const { answer } = authority()
  await using server = await serving(answer)
  const azora = new Azora({ baseUrl: server.url })

  await azora.auth.signIn(CREDENTIALS)
  await azora.auth.signOut()
  await azora.auth.signIn(CREDENTIALS)

  const logins = server.arrived
    .filter(({ url }) => url.endsWith('/login'))
    .map(({ body }) => JSON.parse(body))
  expect(logins).toEqual([CREDENTIALS, { ...CREDENTIALS, deviceToken: 'device' }])
})

test('a hundred calls with an access token that has run out cause one refresh', async () => {
  const { answer, state } = authority()
  await using server = await serving(answer)
  const time = fakeTime()
  const azora = new Azora({ baseUrl: server.url, time })
  await azora.auth.signIn(CREDENTIALS)

  time.pass(300_000)
  await Promise.all(Array.from({ length: 100 }, () => azora.education.courses.mine()))

  expect(state.refreshes).toBe(1)
})

test('a hundred calls whose token the platform refuses before its time cause one refresh', async () => {
  const { answer, state } = authority()
  await using server = await serving(answer)
  const azora = new Azora({ baseUrl: server.url })
  await azora.auth.signIn(CREDENTIALS)

  state.good = 'something else'
  await Promise.all(Array.from({ length: 100 }, () => azora.education.courses.mine()))

  expect(state.refreshes).toBe(1)
})

test('a session that cannot be refreshed is forgotten, and the call fails with the reason', async () => {
  const { answer } = authority({ refuseRefresh: true })
  await using server = await serving(answer)
  const session = memorySession()
  const time = fakeTime()
  const azora = new Azora({ baseUrl: server.url, session, time })
  await azora.auth.signIn(CREDENTIALS)

  time.pass(300_000)

  await expect(azora.education.courses.mine()).rejects.toMatchObject({ code: 'session-revoked' })
  expect(await session.read()).toBeNull()
})

test('two clients with one store share its session', async () => {
  const { answer } = authority()
  await using server = await serving(answer)
  const session = memorySession()
  await new Azora({ baseUrl: server.url, session }).auth.signIn(CREDENTIALS)

  expect(await new Azora({ baseUrl: server.url, session }).education.courses.mine()).toEqual(EMPTY)
})

test('a client with a token of its own refuses to keep a session', async () => {
  await expect(
    new Azora({ baseUrl: 'http://127.0.0.1:1', token: 'mine' }).auth.signIn(CREDENTIALS),
  ).rejects.toThrow('keeps no session')
})

test('a client without options can be made; its first call names what is missing', async () => {
  await expect(new Azora().education.courses.list()).rejects.toMatchObject({ code: 'not-configured' })
})
