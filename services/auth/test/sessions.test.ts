import { Revocations, TokenVerifier } from '@azora/service-kit'
import { createLocalJWKSet } from 'jose'
import { describe, expect, test } from 'vitest'
import { type App, startedAuth, theService } from './app.js'
import { atOnce, clientOf, PASSWORD, problemOf, somebody } from './people.js'

const app = theService()
const login = (email: string) => app().client.sessions.login({ body: { email, password: PASSWORD } })
const refresh = (refreshToken: string) => app().client.sessions.refresh({ body: { refreshToken } })

/** Another service's view of tokens: what it fetched of keys and revocations. */
async function verifierElsewhere(auth: App) {
  const revocations = new Revocations()
  const service = await auth.asService('education')
  let after: string | undefined
  const poll = async () => {
    const { items, cursor } = await service.revocations.list({ query: after ? { after } : {} })
    for (const { sessionId, revokedAt, notAfter } of items) {
      revocations.add({ sessionId: sessionId ?? undefined, revokedAt, notAfter })
    }
    after = cursor
  }
  const key = createLocalJWKSet(await auth.client.wellKnown.jwks({}))
  const isRevoked: Revocations['covers'] = claims => revocations.covers(claims)
  const verifier = new TokenVerifier({ key, isRevoked }, 'education', auth.clock)
  const verify = async (token: string) => void (await verifier.verify(token))
  return { poll, verify }
}

describe('logging out', () => {
  test('ends this session and no other', async () => {
    const { client, email, signedIn } = await somebody(app())
    const other = await login(email)

    await client.sessions.logout({})

    expect(await problemOf(client.accounts.me({}))).toBe('unauthenticated')
    expect(await problemOf(refresh(signedIn.refreshToken))).toBe('session-revoked')
    expect(await problemOf(refresh(other.refreshToken))).toBe('none')
  })
})

describe('logging out everywhere', () => {
  test('lets no refresh token work, and no access token here', async () => {
    const { client, email, signedIn } = await somebody(app())
    const others = await Promise.all([login(email), login(email), login(email)])
    const all = [signedIn, ...others]

    await client.sessions.logoutAll({})

    for (const { accessToken, refreshToken } of all) {
      expect(await problemOf(refresh(refreshToken))).toBe('session-revoked')
      expect(await problemOf(clientOf(app(), accessToken).accounts.me({}))).toBe('unauthenticated')
    }
  })

  test('is known to another service the next time it asks', async () => {
    const { client, email } = await somebody(app())
    const { accessToken } = await login(email)
    const elsewhere = await verifierElsewhere(app())
    await elsewhere.poll()
    expect(await problemOf(elsewhere.verify(accessToken))).toBe('none')

    await client.sessions.logoutAll({})
    await elsewhere.poll()

    expect(await problemOf(elsewhere.verify(accessToken))).toBe('unauthenticated')
  })

  test('while all of them refresh, twenty at the same moment, leaves none alive', async () => {
    const { client, email } = await somebody(app())
    const sessions = await Promise.all(Array.from({ length: 20 }, () => login(email)))

    const [, ...refreshed] = await Promise.allSettled([
      client.sessions.logoutAll({}),
      ...sessions.map(({ refreshToken }) => refresh(refreshToken)),
    ])

    for (const result of refreshed) {
      if (result.status === 'rejected') continue
      expect(await problemOf(refresh(result.value.refreshToken))).toBe('session-revoked')
      expect(await problemOf(clientOf(app(), result.value.accessToken).accounts.me({}))).toBe(
        'unauthenticated',
      )
    }
  })

  test('leaves a session that begins afterwards alone, even in the same second', async () => {
    const { client, email } = await somebody(app())
    await client.sessions.logoutAll({})

    expect(await problemOf(clientOf(app(), (await login(email)).accessToken).accounts.me({}))).toBe('none')
  })
})

describe('the list of sessions', () => {
  test('says where one is signed in, newest first, and which session this is', async () => {
    const { client, email, signedIn } = await somebody(app())
    await login(email)

    const { items } = await client.sessions.list({})

    expect(items.map(({ current }) => current)).toEqual([false, true])
    expect(items[1]).toMatchObject({ id: signedIn.sessionId, aal: 1, amr: ['pwd'], address: '127.0.0.1' })
  })

  test('is walked page by page without loss', async () => {
    const { client, email } = await somebody(app())
    await Promise.all(Array.from({ length: 4 }, () => login(email)))
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof client.sessions.list>> = await client.sessions.list({
        query: { limit: 2, ...(cursor ? { cursor } : {}) },
      })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)

    expect(new Set(seen).size).toBe(5)
    expect(seen).toHaveLength(5)
  })

  test('never shows those of others', async () => {
    const [ada, bob] = [await somebody(app()), await somebody(app())]
    const { items } = await ada.client.sessions.list({})

    expect(items.map(({ id }) => id)).toEqual([ada.signedIn.sessionId])
    expect(
      await problemOf(ada.client.sessions.revoke({ params: { sessionId: bob.signedIn.sessionId } })),
    ).toBe('session-not-found')
    expect(await problemOf(refresh(bob.signedIn.refreshToken))).toBe('none')
  })
})

describe('ending one session', () => {
  test('works once: of twenty at the same moment one', async () => {
    const { client, email } = await somebody(app())
    const { sessionId } = await login(email)

    const answers = await atOnce(20, () => client.sessions.revoke({ params: { sessionId } }))

    expect(answers).toEqual({ none: 1, 'session-not-found': 19 })
  })
})

describe('signing in more often than allowed', () => {
  test('ends the oldest sessions, also when all sign in at the same moment', async () => {
    await using strict = await startedAuth({ env: { SESSIONS_PER_USER: '3' } })
    const { client, email, signedIn } = await somebody(strict)
    await atOnce(10, () => strict.client.sessions.login({ body: { email, password: PASSWORD } }))
    const last = await strict.client.sessions.login({ body: { email, password: PASSWORD } })

    const { items } = await clientOf(strict, last.accessToken).sessions.list({})

    expect(items).toHaveLength(3)
    await expect.poll(() => problemOf(client.accounts.me({}))).toBe('unauthenticated')
    expect(items.map(({ id }) => id)).not.toContain(signedIn.sessionId)
  })
})
