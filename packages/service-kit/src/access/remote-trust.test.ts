import { afterEach, expect, test, vi } from 'vitest'
import { answer, type Listening, listening } from '../../fixtures/listening.js'
import { testKit } from '../../fixtures/test-kit.js'
import { TEST_KEY_ID, TestIssuer, user } from '../testing/test-issuer.js'
import { RemoteTrust } from './remote-trust.js'
import { TokenVerifier } from './token-verifier.js'

afterEach(() => void vi.useRealTimers())

/** An auth service that publishes the issuer's key, and these revocations one at a time. */
async function auth(
  issuer: TestIssuer,
  revoked: readonly string[] = [],
): Promise<Listening & { away: boolean }> {
  const jwk = { ...(await issuer.publicJwk()), kid: TEST_KEY_ID, alg: 'ES256' }
  const state = { away: false }
  const server = await listening((request, response) => {
    if (state.away) return answer(response, 503, {})
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://auth')
    if (pathname === '/.well-known/jwks.json') return answer(response, 200, { keys: [jwk] })
    const at = Number(searchParams.get('after') ?? 0)
    const times = { revokedAt: '2020-01-01T00:00:00Z', notAfter: '2999-01-01T00:00:00Z' }
    const items = revoked.slice(at, at + 1).map(sessionId => ({ sessionId, ...times }))
    answer(response, 200, { items, cursor: String(at + items.length) })
  })
  return Object.assign(state, server)
}

/** A verifier that knows auth's keys, six minutes after auth went away. */
async function bereft() {
  const { clock } = testKit()
  const issuer = await TestIssuer.create(clock)
  const server = await auth(issuer)
  const verifier = new TokenVerifier(new RemoteTrust(server.url, async () => ''), 'education', clock)
  await verifier.verify(await issuer.tokenOf(user()))
  server.away = true
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 360_000 })
  return { issuer, verifier, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

test('while auth is away the keys it had hold, however old they are', async () => {
  await using away = await bereft()
  const someone = user()

  const { principal } = await away.verifier.verify(await away.issuer.tokenOf(someone))

  expect(principal).toMatchObject({ id: someone.id })
})

test('a key that was not known before auth went away is nobody’s fault', async () => {
  await using away = await bereft()
  const token = await away.issuer.tokenOf(user(), { keyId: 'new' })

  await expect(away.verifier.verify(token)).rejects.toMatchObject({ status: 503 })
})

test('revocations are read to the end at once, however many answers that takes', async () => {
  const kit = testKit()
  await using server = await auth(await TestIssuer.create(kit.clock), ['a', 'b', 'c', 'd', 'e'])
  const trust = new RemoteTrust(server.url, async () => '')
  const polled = vi.spyOn(globalThis, 'setTimeout')
  trust.start(kit)
  await vi.waitUntil(() => polled.mock.calls.some(([, ms]) => ms === 1_000), 15_000)
  trust.stop()
  polled.mockRestore()

  const claims = (sessionId: string) => ({ sessionId, userId: 'u', keyId: 'k', issuedAt: 1 })
  expect(['a', 'e', 'f'].map(id => trust.isRevoked(claims(id)))).toEqual([true, true, false])
})
