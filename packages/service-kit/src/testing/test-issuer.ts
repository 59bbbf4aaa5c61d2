import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import type { TokenTrust } from '../access/token-verifier.js'
import type { Clock } from '../clock.js'
import { newId } from '../new-id.js'
import type { Resource } from '../resource.js'

/** Who a test speaks as. Every field has a default, so that a test names only what it is about. */
export interface TestUser {
  id: string
  sessionId: string
  roles: string[]
  permissions: string[]
  aal: 1 | 2
}

/** A user for tests: `user({ permissions: ['course:create'] })`. */
export function user(fields: Partial<TestUser> = {}): TestUser {
  return { id: newId(), sessionId: newId(), roles: [], permissions: [], aal: 1, ...fields }
}

/** What a token says beside its subject, for tests of tokens themselves. */
export interface TokenFields {
  claims?: JWTPayload
  /** Seconds from now; negative for one that has expired. Default 600. */
  expiresInSeconds?: number
  keyId?: string
  type?: string
}

/** The `kid` of the keys that tests sign with. */
export const TEST_KEY_ID = 'test-key'

/** Signs tokens as the auth service would, with a key only this test trusts. */
export class TestIssuer implements TokenTrust, Resource {
  readonly required = false
  readonly #keys: { publicKey: CryptoKey; privateKey: CryptoKey }
  readonly #clock: Clock
  /** Sessions, users or keys revoked by the test. */
  readonly revoked = new Set<string>()

  private constructor(keys: { publicKey: CryptoKey; privateKey: CryptoKey }, clock: Clock) {
    this.#keys = keys
    this.#clock = clock
  }

  static async create(clock: Clock): Promise<TestIssuer> {
    return new TestIssuer(await generateKeyPair('ES256', { extractable: true }), clock)
  }

  /** A token for a user of the platform. */
  tokenOf({ id, sessionId, roles, permissions, aal }: TestUser, fields: TokenFields = {}): Promise<string> {
    return this.sign({ sub: id, sid: sessionId, roles, permissions, aal, aud: 'azora' }, fields)
  }

  /** A token by which the named service may call the target. */
  serviceToken(name: string, target: string): Promise<string> {
    return this.sign({ sub: `service:${name}`, aud: target }, {})
  }

  /** A token with exactly these claims beside the standard ones. */
  sign(
    payload: JWTPayload,
    { claims, expiresInSeconds = 600, keyId = TEST_KEY_ID, type = 'at+jwt' }: TokenFields,
  ): Promise<string> {
    const seconds = Math.floor(this.#clock.now().getTime() / 1_000)
    const standard = { iss: 'azora', iat: seconds, exp: seconds + expiresInSeconds, jti: randomUUID() }
    return new SignJWT({ ...standard, ...payload, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: type })
      .sign(this.#keys.privateKey)
  }

  /** A token of exactly this header and payload, both encoded already: for tests of headers no library would write. */
  async signed(header: string, payload: string): Promise<string> {
    const bytes = Buffer.from(`${header}.${payload}`)
    const signature = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      this.#keys.privateKey,
      bytes,
    )
    return `${header}.${payload}.${Buffer.from(signature).toString('base64url')}`
  }

  /** The public key, for tests of confusions between keys and secrets. */
  publicJwk() {
    return exportJWK(this.#keys.publicKey)
  }

  key: TokenTrust['key'] = async () => this.#keys.publicKey

  isRevoked: TokenTrust['isRevoked'] = ({ sessionId, userId, keyId }) =>
    [sessionId, userId, keyId].some(id => id !== undefined && this.revoked.has(id))
}
