import { createHash, randomBytes } from 'node:crypto'

/** What a mailed token is good for. */
export type Purpose = 'verify-email' | 'reset-password'

const TOKEN_BYTES = 32
const HOUR_MS = 3_600_000

/** How long each is good. */
export const lifeMs: Record<Purpose, number> = { 'verify-email': 72 * HOUR_MS, 'reset-password': HOUR_MS }

/** A token nobody can guess. Only its hash is stored. */
export function newOneTimeToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** A fast hash is enough here: there are 2^256 tokens to try. */
export function hashOf(token: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(token).digest())
}
