import { type Clock, newId } from '@azora/service-kit'
import { SignJWT } from 'jose'
import type { AccountRecord } from '../accounts/account.js'
import { permissionsOf } from '../roles/role.js'
import type { KeyRing } from '../signing-keys/key-ring.js'

const ISSUER = 'azora'
const USER_AUDIENCE = 'azora'
const SERVICE_TOKEN_SECONDS = 300

/** A signed token, and how long it is good. */
export interface AccessToken {
  accessToken: string
  expiresAt: string
  expiresInSeconds: number
}

/** The session a token speaks of. */
export interface TokenSession {
  id: string
  aal: number
  amr: readonly string[]
}

/** Signs access tokens (JWT, ES256, RFC 9068) with the key that is active. */
export class AccessTokens {
  readonly #keyRing: KeyRing
  readonly #clock: Clock
  readonly #userTokenSeconds: number

  constructor(keyRing: KeyRing, clock: Clock, userTokenSeconds: number) {
    this.#keyRing = keyRing
    this.#clock = clock
    this.#userTokenSeconds = userTokenSeconds
  }

  /** For a user, good at every service of the platform. */
  forUser(account: Pick<AccountRecord, 'id' | 'roles'>, session: TokenSession): Promise<AccessToken> {
    const claims = {
      aud: USER_AUDIENCE,
      sub: account.id,
      sid: session.id,
      roles: account.roles.map(({ name }) => name).toSorted(),
      permissions: permissionsOf(account.roles),
      aal: session.aal,
      amr: session.amr,
    }
    return this.#sign(claims, this.#userTokenSeconds)
  }

  /** For a service, good at one other service. */
  forService(name: string, audience: string): Promise<AccessToken> {
    return this.#sign({ aud: audience, sub: `service:${name}` }, SERVICE_TOKEN_SECONDS)
  }

  async #sign(claims: Record<string, unknown>, lifeSeconds: number): Promise<AccessToken> {
    const { kid, privateKey } = await this.#keyRing.signer()
    const issuedAt = Math.floor(this.#clock.now().getTime() / 1_000)
    const expiresAt = issuedAt + lifeSeconds
    const accessToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
      .setIssuer(ISSUER)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .setJti(newId())
      .sign(privateKey)
    return {
      accessToken,
      expiresAt: new Date(expiresAt * 1_000).toISOString(),
      expiresInSeconds: lifeSeconds,
    }
  }
}
