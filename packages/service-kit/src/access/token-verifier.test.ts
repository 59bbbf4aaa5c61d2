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

/** The same signature as X.509 writes it. */
function inDer(token: string): string {
  const [header, payload, signature = ''] = token.split('.')
  const raw = Buffer.from(signature, 'base64url')
  const integer = (bytes: Buffer) => {
    const padded = (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), bytes]) : bytes
    return Buffer.concat([Buffer.of(2, padded.length), padded])
  }
  const inner = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))])
  return `${header}.${payload}.${Buffer.concat([Buffer.of(0x30, inner.length), inner]).toString('base64url')}`
}

/** Another text for the same bytes: 64 of them leave four bits of the last character unused. */
function otherBits(token: string): string {
  const other = String.fromCharCode(token.charCodeAt(token.length - 1) + 1)
  expect(Buffer.from(token.slice(-2), 'base64url')).toEqual(Buffer.from(token.at(-2) + other, 'base64url'))
  return token.slice(0, -1) + other
}

/** A token as ours, with more in its header. */
const critical =
  (header: object) =>
  async ({ issuer }: Verifying) => {
    const [, payload = ''] = (await issuer.tokenOf(user())).split('.')
    const head = { alg: 'ES256', typ: 'at+jwt', kid: 'test-key', ...header }
    return issuer.signed(Buffer.from(JSON.stringify(head)).toString('base64url'), payload)
  }

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
    ['without a type', token({ type: '' })],
    ['of no issuer', token({ claims: { iss: '' } })],
    ['of an issuer that only looks the same', token({ claims: { iss: 'azora/' } })],
    ['of several issuers', token({ claims: { iss: ['azora'] as never } })],
    ['of an issuer in capitals', token({ claims: { iss: 'AZORA' } })],
    ['for nobody in particular', token({ claims: { aud: [] } })],
    ['for the platform and a service', token({ claims: { aud: ['azora', 'education'] } })],
    ['for an audience in capitals', token({ claims: { aud: 'AZORA' } })],
    ['without a subject', token({ claims: { sub: '' } })],
    ['whose subject is no text', token({ claims: { sub: 7 as never } })],
    ['of a service without a name', token({ claims: { sub: 'service:', aud: 'education' } })],
    ['of a service without a name, for users', token({ claims: { sub: 'service:' } })],
    ['without an expiry', token({ claims: { exp: undefined as never } })],
    ['whose expiry is text', token({ claims: { exp: '9999999999' as never } })],
    ['that was never issued', token({ claims: { iat: undefined as never } })],
    ['whose beginning is text', token({ claims: { nbf: '1' as never } })],
    ['just beyond the skew allowed, at its end', token({ expiresInSeconds: -6 })],
    ['whose roles are no list', token({ claims: { roles: 'admin' } })],
    ['whose permissions are no list', token({ claims: { permissions: { '*:*': true } } })],
    ['of a level that does not exist', token({ claims: { aal: 3 } })],
    ['in DER', async (it: Verifying) => inDer(await it.issuer.tokenOf(user()))],
    ['with padding', async (it: Verifying) => `${await it.issuer.tokenOf(user())}==`],
    ['with a line feed behind', async (it: Verifying) => `${await it.issuer.tokenOf(user())}\n`],
    ['with a blank inside', async (it: Verifying) => (await it.issuer.tokenOf(user())).replace('.', ' .')],
    ['with bits that mean nothing', async (it: Verifying) => otherBits(await it.issuer.tokenOf(user()))],
    ['with a part too many', async (it: Verifying) => `${await it.issuer.tokenOf(user())}.e30`],
    ['whose header is listed as not understood', critical({ crit: ['exp'], exp: 1 })],
    ['whose payload is not encoded', critical({ crit: ['b64'], b64: false })],
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

test('tokens that have expired are not remembered', async () => {
  const { clock, issuer, verifier, verify } = await verifying()
  for (let n = 0; n < 3; n++) await verify(await issuer.tokenOf(user()))
  expect(verifier.remembered).toBe(3)
  clock.advance(24 * 3_600_000)
  await verify(await issuer.tokenOf(user()))
  expect(verifier.remembered).toBe(1)
})
