import { type Problem, ServiceUnavailable, Unauthenticated } from '@azora/contracts'
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import * as z from 'zod'
import type { Clock } from '../clock.js'
import type { Principal } from './principal.js'

/** What a verifier trusts: where keys come from, and what has been revoked since. */
export interface TokenTrust {
  /** Finds the public key for a token's header (`jose`'s key sets fit). */
  key: JWTVerifyGetKey
  /** True if the session, user or key behind the claims was revoked after they were signed. */
  isRevoked(claims: RevocableClaims): boolean
}

/** What a revocation can name. */
export interface RevocableClaims {
  sessionId: string | undefined
  userId: string
  keyId: string
  issuedAt: number
}

const ALGORITHM = 'ES256'
const ISSUER = 'azora'
const USER_AUDIENCE = 'azora'
const CLOCK_SKEW_SECONDS = 5
const MAX_CACHED = 10_000
const MAX_TOKEN_LENGTH = 8_192
/**
 * Three parts in base64url, the last of them 64 bytes written in the one way there is: decoders also take blanks, padding,
 * another alphabet, and bits that mean nothing, by which a token could be told from itself (RFC 4648, 3.5).
 */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]{85}[AQgw]$/

const Claims = z.object({
  sub: z.string().min(1),
  sid: z.string().optional(),
  roles: z.array(z.string()).default([]),
  permissions: z.array(z.string()).default([]),
  aal: z.union([z.literal(1), z.literal(2)]).default(1),
  iat: z.number(),
  exp: z.number(),
})

/** A token that holds: whom it speaks for, and until when. */
export interface Verified {
  principal: Principal
  /** Milliseconds since the epoch. */
  expiresAtMs: number
}

interface Remembered extends Verified {
  claims: RevocableClaims
}

/**
 * Verifies access tokens: ES256 only, issuer, audience, expiry and not-before checked, revocations honored.
 *
 * A verified token is remembered by its exact text until it has expired (10,000 at most, oldest out), because a signature
 * check costs more than the rest of a request; revocations are looked up every time.
 */
export class TokenVerifier {
  readonly #trust: TokenTrust
  readonly #audiences: string[]
  readonly #clock: Clock
  readonly #verified = new Map<string, Remembered>()

  /** @param service The name of this service: service tokens must be meant for it. */
  constructor(trust: TokenTrust, service: string, clock: Clock) {
    this.#trust = trust
    this.#audiences = [USER_AUDIENCE, service]
    this.#clock = clock
  }

  /** How many tokens it remembers. */
  get remembered(): number {
    return this.#verified.size
  }

  /** Answers at once for a token seen before. @throws Unauthenticated */
  verify(token: string): Verified | Promise<Verified> {
    const known = this.#verified.get(token)
    if (!known) return this.#verifyNew(token)
    if (hasExpired(known, this.#clock.now().getTime())) {
      this.#verified.delete(token)
      throw refused('it has expired')
    }
    return this.#unrevoked(known)
  }

  async #verifyNew(token: string): Promise<Verified> {
    if (token.length > MAX_TOKEN_LENGTH) throw refused('it is too long')
    if (!COMPACT.test(token)) throw refused('it is not valid')
    const verified = await this.#check(token)
    this.#makeRoom()
    this.#verified.set(token, verified)
    return this.#unrevoked(verified)
  }

  /** Tokens live about as long as each other: those that have expired are the oldest. */
  #makeRoom(): void {
    const nowMs = this.#clock.now().getTime()
    for (const [token, remembered] of this.#verified) {
      if (this.#verified.size < MAX_CACHED && !hasExpired(remembered, nowMs)) return
      this.#verified.delete(token)
    }
  }

  async #check(token: string): Promise<Remembered> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.#trust.key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: this.#audiences,
        typ: 'at+jwt',
        requiredClaims: ['exp', 'iat', 'sub'],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: this.#clock.now(),
      })
      return verifiedFrom(payload, protectedHeader.kid ?? '')
    } catch (error) {
      throw keysUnreachable(error) ? unverifiable(error) : refused(reasonOf(error), error)
    }
  }

  #unrevoked(verified: Remembered): Verified {
    if (this.#trust.isRevoked(verified.claims)) throw refused('it was revoked')
    return verified
  }
}

const hasExpired = ({ expiresAtMs }: Verified, nowMs: number) =>
  expiresAtMs + CLOCK_SKEW_SECONDS * 1_000 <= nowMs

function verifiedFrom(payload: JWTPayload, keyId: string): Remembered {
  const { sub, sid, roles, permissions, aal, iat, exp } = Claims.parse(payload)
  const service = sub.startsWith('service:') ? sub.slice('service:'.length) : undefined
  // A service token names one target; a user token is for the whole platform. Neither passes for the other.
  if ((service === undefined) !== (payload.aud === USER_AUDIENCE))
    throw new errors.JWTClaimValidationFailed('audience', payload, 'aud')
  if (service === '') throw new errors.JWTClaimValidationFailed('subject', payload, 'sub')
  const principal: Principal = service
    ? { kind: 'service', name: service }
    : { kind: 'user', id: sub, sessionId: sid ?? '', roles, permissions, aal }
  return {
    principal,
    claims: { sessionId: sid, userId: sub, keyId, issuedAt: iat },
    expiresAtMs: exp * 1_000,
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'it has expired'
  if (error instanceof errors.JWKSNoMatchingKey) return 'its key is not known'
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim ${error.claim} is not acceptable`
  return 'it is not valid'
}

/** What `jose` throws for a key set that came as an error, not as JSON, or not as a key set. */
const NO_KEY_SET: ReadonlySet<string> = new Set([
  errors.JOSEError.code,
  errors.JWKSInvalid.code,
  errors.JWKSTimeout.code,
])

/** Not the token's fault: nobody can say whether it is valid. */
function keysUnreachable(error: unknown): boolean {
  if (error instanceof z.ZodError) return false
  return error instanceof errors.JOSEError ? NO_KEY_SET.has(error.code) : true
}

function unverifiable(cause: unknown): Problem {
  const headers = { 'retry-after': '1' }
  return new ServiceUnavailable('Access tokens cannot be verified right now.', { headers, cause })
}

function refused(reason: string, cause?: unknown): Problem {
  const headers = { 'www-authenticate': 'Bearer realm="azora", error="invalid_token"' }
  return new Unauthenticated(`The access token was refused: ${reason}.`, { headers, cause })
}
