import { ServiceUnavailable, Unauthenticated } from '@azora/contracts'
import { errors, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { TestClock } from '../testing/test-clock.js'
import { TestIssuer, user } from '../testing/test-issuer.js'
import { TokenVerifier } from './token-verifier.js'

async function verifying() {
  const clock = new TestClock()
  const issuer = await TestIssuer.create(clock)
  const verifier = new TokenVerifier(issuer, 'education', clock)
  return { clock, issuer, verifier, verify: async (token: string) => verifier.verify(token) }
}

type Verifying = Awaited<ReturnType<typeof verifying>>

const claims = { sub: 'u1', aud: 'azora', iss: 'azora', iat: 1, exp: 9_999_999_999 }
const forged = async ({ issuer }: Verifying) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .sign(Buffer.from(JSON.stringify(await issuer.publicJwk())))

describe('a token is refused', () => {
  const token =
    (fields: Parameters<TestIssuer['tokenOf']>[1]) =>
    ({ issuer }: Verifying) =>
      issuer.tokenOf(user(), fields)

  test.each([
    ['without a signature', async () => new UnsecuredJWT(claims).encode()],
    ['signed with the public key as a secret', forged],
    ['of another issuer', token({ claims: { iss: 'someone' } })],
    ['for another platform', token({ claims: { aud: 'elsewhere' } })],
    ['that has expired', token({ expiresInSeconds: -60 })],
    ['that is not good yet', token({ claims: { nbf: 9_999_999_999 } })],
    ['of another type', token({ type: 'JWT' })],
    ['of a service for another service', ({ issuer }: Verifying) => issuer.serviceToken('finance', 'auth')],
    ['of a service for users', ({ issuer }: Verifying) => issuer.serviceToken('finance', 'azora')],
    ['of a user for a service', token({ claims: { aud: 'education' } })],
    ['that is too long', async () => 'x'.repeat(10_000)],
  ])('%s', async (_, make) => {
    const it = await verifying()
    await expect(it.verify(await make(it))).rejects.toThrow(Unauthenticated)
  })

  test('once its session is revoked, though it was good before', async () => {
    const { issuer, verify } = await verifying()
    const someone = user()
    const good = await issuer.tokenOf(someone)
    await verify(good)
    issuer.revoked.add(someone.sessionId)
    await expect(verify(good)).rejects.toThrow(Unauthenticated)
  })
})

test('a token seen before expires at the same moment as one that is new', async () => {
  const { clock, issuer, verify } = await verifying()
  const [seen, fresh] = await Promise.all([issuer.tokenOf(user()), issuer.tokenOf(user())])
  await verify(seen)
  clock.advance(603_000)
  await expect(Promise.all([verify(seen), verify(fresh), verify(seen)])).resolves.toHaveLength(3)
  clock.advance(3_000)
  for (const token of [seen, fresh, seen]) await expect(verify(token)).rejects.toThrow(Unauthenticated)
})

test.each([
  ['cannot be reached', new TypeError('fetch failed')],
  ['do not come in time', new errors.JWKSTimeout()],
  ['come as an error', new errors.JOSEError('Expected 200 OK from the JSON Web Key Set HTTP response')],
  ['come as no key set', new errors.JWKSInvalid()],
])('while keys %s nobody is told that their token is bad', async (_, failure) => {
  const { issuer, verify } = await verifying()
  issuer.key = () => Promise.reject(failure)
  await expect(verify(await issuer.tokenOf(user()))).rejects.toThrow(ServiceUnavailable)
})
