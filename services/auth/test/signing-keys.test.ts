import { JWKS_MAX_AGE_SECONDS, type JwkSet } from '@azora/contracts/auth'
import type { Database } from '@azora/service-kit'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import type { PrismaClient } from '../src/generated/prisma/client.js'
import { Vault } from '../src/secrets/vault.js'
import { KeyRing } from '../src/signing-keys/key-ring.js'
import { SigningKeyRepository } from '../src/signing-keys/repository.js'
import { rotateIfDue } from '../src/signing-keys/rotation.js'
import { OwnTrust } from '../src/trust.js'
import type { Use } from '../src/use.js'
import { type App, startedAuth } from './app.js'
import { admin, atOnce, clientOf, problemOf, somebody } from './people.js'

const jwks = (app: App) => app.client.wellKnown.jwks({})
const kidOf = (token: string) => decodeProtectedHeader(token).kid ?? ''

/** A service elsewhere that keeps the key set as long as it may, and never asks sooner. */
class CachingVerifier {
  readonly #app: App
  #keys: JwkSet = { keys: [] }
  #fetchedAtMs = Number.NEGATIVE_INFINITY

  constructor(app: App) {
    this.#app = app
  }

  async verify(token: string): Promise<void> {
    const nowMs = this.#app.clock.now().getTime()
    if (nowMs - this.#fetchedAtMs >= JWKS_MAX_AGE_SECONDS * 1_000) {
      this.#keys = await jwks(this.#app)
      this.#fetchedAtMs = nowMs
    }
    await jwtVerify(token, createLocalJWKSet(this.#keys), {
      issuer: 'azora',
      currentDate: this.#app.clock.now(),
    })
  }
}

describe('rotating the signing key', () => {
  test('publishes a key that signs ten minutes later', async () => {
    await using app = await startedAuth()
    const [first] = (await jwks(app)).keys
    const next = await (await admin(app)).signingKeys.rotate({})

    expect(next.state).toBe('pending')
    expect((await jwks(app)).keys.map(({ kid }) => kid)).toEqual([next.kid, first?.kid])
    expect(kidOf((await somebody(app)).signedIn.accessToken)).toBe(first?.kid)

    app.clock.advance(600_000)
    expect(kidOf((await somebody(app)).signedIn.accessToken)).toBe(next.kid)
  })

  test('twenty times at the same moment makes one key', async () => {
    await using app = await startedAuth()
    const { signingKeys } = await admin(app)

    expect(await atOnce(20, () => signingKeys.rotate({}))).toEqual({ none: 20 })
    expect((await signingKeys.list({})).items.map(({ state }) => state)).toEqual(['pending', 'active'])
  })

  test('under load fails no verifier that has cached the keys', async () => {
    await using app = await startedAuth()
    const verifiers = Array.from({ length: 3 }, () => new CachingVerifier(app))
    const { signedIn } = await somebody(app)
    const tokens: string[] = []
    let { refreshToken } = signedIn

    // A rotation every twelve minutes: each minute new tokens, and every token still alive is verified by everybody.
    for (let minute = 0; minute < 30; minute++) {
      if (minute % 12 === 0) await (await admin(app)).signingKeys.rotate({})
      const fresh = await app.client.sessions.refresh({ body: { refreshToken } })
      ;({ refreshToken } = fresh)
      tokens.push(fresh.accessToken)
      const alive = tokens.slice(-10)
      await Promise.all(verifiers.flatMap(verifier => alive.map(token => verifier.verify(token))))
      app.clock.advance(60_000)
    }

    expect(new Set(tokens.map(kidOf)).size).toBe(3)
  })

  test('happens by itself when the key is old', async () => {
    await using app = await startedAuth({ env: { SIGNING_KEY_DAYS: '1', ACCESS_TOKEN_SECONDS: '900' } })
    app.clock.advance(86_400_000)

    await expect.poll(async () => (await jwks(app)).keys.length).toBe(2)
  })
})

describe('revoking the active key', () => {
  test('refuses what it signed, and signs with a new one at once', async () => {
    await using app = await startedAuth()
    const { client, signedIn } = await somebody(app)
    const compromised = kidOf(signedIn.accessToken)

    const revoked = await (await admin(app)).signingKeys.revoke({ params: { kid: compromised } })
    const fresh = await app.client.sessions.refresh({ body: { refreshToken: signedIn.refreshToken } })

    expect(revoked.state).toBe('revoked')
    expect(await problemOf(client.accounts.me({}))).toBe('unauthenticated')
    expect(kidOf(fresh.accessToken)).not.toBe(compromised)
    expect(await problemOf(clientOf(app, fresh.accessToken).accounts.me({}))).toBe('none')
    expect((await jwks(app)).keys.map(({ kid }) => kid)).not.toContain(compromised)
  })

  test('tells every verifier', async () => {
    await using app = await startedAuth()
    const [active] = (await jwks(app)).keys
    await (await admin(app)).signingKeys.revoke({ params: { kid: active?.kid ?? '' } })

    const { items } = await (await app.asService('education')).revocations.list({})

    expect(items).toMatchObject([{ keyId: active?.kid, sessionId: null, userId: null }])
  })

  test('twenty times at the same moment makes one successor', async () => {
    await using app = await startedAuth()
    const { signingKeys } = await admin(app)
    const [active] = (await jwks(app)).keys

    await atOnce(20, () => signingKeys.revoke({ params: { kid: active?.kid ?? '' } }))

    expect((await signingKeys.list({})).items.map(({ state }) => state).toSorted()).toEqual([
      'active',
      'revoked',
    ])
  })

  test('that does not exist is refused', async () => {
    await using app = await startedAuth()

    expect(await problemOf((await admin(app)).signingKeys.revoke({ params: { kid: 'nobodys' } }))).toBe(
      'signing-key-not-found',
    )
  })
})

test('ten replicas that find the key too old agree on its successor', async () => {
  await using app = await startedAuth()
  app.clock.advance(365 * 86_400_000)
  const due = app.clock.now()

  await Promise.all(Array.from({ length: 10 }, () => rotateIfDue(app.use, due)))

  expect(await app.use.signingKeys.list()).toHaveLength(2)
})

test('ten replicas that begin at the same moment without a key all sign with the one that comes of it', async () => {
  await using app = await startedAuth()
  const { client } = app.resources['db'] as { client: PrismaClient }
  await client.signingKey.deleteMany()
  const rings = Array.from(
    { length: 10 },
    () => new KeyRing(app.use.signingKeys, app.use.keyPolicy, app.clock),
  )

  await Promise.all(rings.map(keyRing => beginning({ ...app.use, keyRing })))

  const signers = await Promise.all(rings.map(ring => ring.signer()))
  expect(new Set(signers.map(({ kid }) => kid)).size).toBe(1)
})

/** As a process of the service begins. */
async function beginning(use: Use): Promise<void> {
  const trust = new OwnTrust(use)
  await trust.start()
  trust.stop()
}

test('keys sealed with another encryption key stop the start, which says why', async () => {
  await using app = await startedAuth()
  const { sql } = app.resources['db'] as Database
  const stored = new SigningKeyRepository(sql, new Vault('another-key-of-32-characters-long'))
  const trust = new OwnTrust({ ...app.use, keyRing: new KeyRing(stored, app.use.keyPolicy, app.clock) })

  await expect(trust.start()).rejects.toThrow('sealed with another AUTH_ENCRYPTION_KEY')
})

test('openid-configuration leads to the keys', async () => {
  await using app = await startedAuth({ env: { AUTH_PUBLIC_URL: 'https://azora.example' } })

  expect(await app.client.wellKnown.openidConfiguration({})).toMatchObject({
    issuer: 'azora',
    jwks_uri: 'https://azora.example/.well-known/jwks.json',
  })
})
