import { createHmac, randomBytes } from 'node:crypto'
import { sameSecret } from '../secrets/vault.js'

/*
 * azr_ + base64url of 37 bytes: version (1) ‖ session id (16) ‖ counter (4) ‖ HMAC-SHA-256 by the session's key (16 of 32).
 * Nothing is stored for a token: the session's row holds the key and the newest counter. (After supabase/auth,
 * internal/crypto/refresh_tokens.go.)
 */
const PREFIX = 'azr_'
const VERSION = 1
const ID_BYTES = 16
const COUNTER_AT = 1 + ID_BYTES
const SIGNED_BYTES = COUNTER_AT + 4
const MAC_BYTES = 16
const KEY_BYTES = 32

/** What a refresh token says, before anybody has checked that it is ours. */
export interface RefreshClaim {
  sessionId: string
  /** How many tokens of the session came before it. */
  counter: number
  readonly signed: Uint8Array
  readonly mac: Uint8Array
}

/** The key of a new session. */
export function newRefreshKey(): Buffer {
  return randomBytes(KEY_BYTES)
}

/** The one token of a session with this counter: asked twice, it is the same. */
export function refreshToken(sessionId: string, counter: number, key: Uint8Array): string {
  const signed = Buffer.alloc(SIGNED_BYTES)
  signed.writeUInt8(VERSION, 0)
  signed.write(sessionId.replaceAll('-', ''), 1, ID_BYTES, 'hex')
  signed.writeUInt32BE(counter, COUNTER_AT)
  return PREFIX + Buffer.concat([signed, macOf(signed, key)]).toString('base64url')
}

/** Reads a token; null if it has not the form of one. */
export function readRefreshToken(token: string): RefreshClaim | null {
  if (!token.startsWith(PREFIX)) return null
  const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url')
  if (bytes.length !== SIGNED_BYTES + MAC_BYTES || bytes[0] !== VERSION) return null
  return {
    sessionId: uuidOf(bytes.subarray(1, COUNTER_AT)),
    counter: bytes.readUInt32BE(COUNTER_AT),
    signed: bytes.subarray(0, SIGNED_BYTES),
    mac: bytes.subarray(SIGNED_BYTES),
  }
}

/** True if we made this token: nobody else has the session's key. */
export function isAuthentic(claim: RefreshClaim, key: Uint8Array): boolean {
  return sameSecret(claim.mac, macOf(claim.signed, key))
}

function macOf(signed: Uint8Array, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(signed).digest().subarray(0, MAC_BYTES)
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
