import { createHmac } from 'node:crypto'
import {
  type CryptoKey,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { theService } from './app.js'
import { clientOf, type Person, problemOf, somebody } from './people.js'

const app = theService()
let person: Person
let ours: { kid: string; privateKey: CryptoKey }

beforeAll(async () => {
  person = await somebody(app())
  ours = await app().use.keyRing.signer()
})

const seconds = () => Math.floor(app().clock.now().getTime() / 1_000)

interface Forgery {
  header?: Partial<JWTHeaderParameters>
  claims?: Record<string, unknown>
  key?: CryptoKey
}

/** A token as ours, but for what is given: without anything it is good. */
function token({ header, claims, key }: Forgery = {}): Promise<string> {
  const good = {
    iss: 'azora',
    aud: 'azora',
    sub: person.id,
    sid: person.signedIn.sessionId,
    iat: seconds(),
    exp: seconds() + 600,
  }
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: ours.kid, ...header })
    .sign(key ?? ours.privateKey)
}

const answerTo = async (forged: string) => problemOf(clientOf(app(), forged).accounts.me({}))

/** Header and payload with whatever for a signature. */
async function unsigned(header: object): Promise<[string, string]> {
  const [, payload = ''] = (await token()).split('.')
  return [Buffer.from(JSON.stringify(header)).toString('base64url'), payload]
}

test('a token made with our key, with our claims, is good', async () => {
  expect(await answerTo(await token())).toBe('none')
})

describe('a token is refused', () => {
  test('without a signature, whatever it calls its algorithm', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      const [head, payload] = await unsigned({ alg, typ: 'at+jwt', kid: ours.kid })
      expect([alg, await answerTo(`${head}.${payload}.`)]).toEqual([alg, 'unauthenticated'])
    }
  })

  test('signed by HS256 with the public key for a secret', async () => {
    const [jwk] = app().use.keyRing.published()
    const publicKey = (await importJWK({ ...jwk }, 'ES256', { extractable: true })) as CryptoKey
    for (const secret of [
      await exportSPKI(publicKey),
      JSON.stringify(jwk),
      Buffer.from(jwk?.x ?? '', 'base64url'),
    ]) {
      const [head, payload] = await unsigned({ alg: 'HS256', typ: 'at+jwt', kid: ours.kid })
      const mac = createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url')
      expect(await answerTo(`${head}.${payload}.${mac}`)).toBe('unauthenticated')
    }
  })

  test.each(['../../etc/passwd', "' or 1=1 --", 'test\u0000', 'a'.repeat(5_000), '%2e%2e%2f', ''])(
    'with the key id %j',
    async kid => {
      expect(await answerTo(await token({ header: { kid } }))).toBe('unauthenticated')
    },
  )

  test('that brings its own key, or says where to fetch one', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = await crypto.subtle.exportKey('jwk', publicKey)
    const header = {
      jwk,
      jku: 'https://attacker.example/jwks.json',
      kid: ours.kid,
    } as Partial<JWTHeaderParameters>

    expect(await answerTo(await token({ header, key: privateKey }))).toBe('unauthenticated')
  })

  test.each([
    ['of another issuer', { iss: 'https://attacker.example' }],
    ['without an issuer', { iss: undefined }],
    ['for another audience', { aud: 'education' }],
    ['that has expired', { exp: 1 }],
    ['without an expiry', { exp: undefined }],
    ['not valid yet', { nbf: 4_102_444_800 }],
    ['of a service, meant for the platform', { sub: 'service:education' }],
    ['with permissions that are no list', { permissions: 'all' }],
  ])('%s', async (_what, claims) => {
    expect(await answerTo(await token({ claims }))).toBe('unauthenticated')
  })

  test('of another type, such as an ID token', async () => {
    expect(await answerTo(await token({ header: { typ: 'JWT' } }))).toBe('unauthenticated')
  })

  test('when any character of it is changed', async () => {
    const good = await token()
    const places = Array.from({ length: 40 }, (_, n) => Math.floor((n * (good.length - 2)) / 40))
    for (const at of places) {
      const changed = `${good.slice(0, at)}${good[at] === 'A' ? 'B' : 'A'}${good.slice(at + 1)}`
      expect([at, await answerTo(changed)]).toEqual([at, 'unauthenticated'])
    }
  })
})
