import type { RevocableClaims } from './token-verifier.js'

/** One revocation as auth publishes it: of a session, of all that a user signed in before, or of a signing key. */
export interface Revocation {
  sessionId?: string | undefined
  userId?: string | undefined
  keyId?: string | undefined
  /** Tokens signed at or before this moment are void (RFC 3339). */
  revokedAt: string
  /** When the last token it concerns has expired, so that it can be forgotten (RFC 3339). */
  notAfter: string
}

interface Entry {
  revokedAtMs: number
  notAfterMs: number
}

/** The revocations that still matter, by session, user and key. Bounded by the life of access tokens. */
export class Revocations {
  readonly #entries = new Map<string, Entry>()

  add(revocation: Revocation): void {
    const entry = {
      revokedAtMs: Date.parse(revocation.revokedAt),
      notAfterMs: Date.parse(revocation.notAfter),
    }
    for (const key of keysOf(revocation)) {
      const earlier = this.#entries.get(key)
      if (!earlier || earlier.revokedAtMs < entry.revokedAtMs) this.#entries.set(key, entry)
    }
  }

  /**
   * True if a revocation names the session or the key of the claims, or their user and they were signed at or before it.
   * A revoked session never comes back, so when its tokens were signed does not matter; a user may sign in again.
   */
  covers({ sessionId, userId, keyId, issuedAt }: RevocableClaims): boolean {
    if (this.#entries.size === 0) return false
    if (this.#entries.has(`session:${sessionId}`) || this.#entries.has(`key:${keyId}`)) return true
    const user = this.#entries.get(`user:${userId}`)
    return user !== undefined && issuedAt * 1_000 <= user.revokedAtMs
  }

  /** Forgets what no living token can be concerned by. */
  forget(now: Date): void {
    for (const [key, { notAfterMs }] of this.#entries) {
      if (notAfterMs < now.getTime()) this.#entries.delete(key)
    }
  }

  get size(): number {
    return this.#entries.size
  }
}

function keysOf({ sessionId, userId, keyId }: Revocation): string[] {
  return [
    ...(sessionId ? [`session:${sessionId}`] : []),
    ...(userId ? [`user:${userId}`] : []),
    ...(keyId ? [`key:${keyId}`] : []),
  ]
}
