import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

/** What a derived key is for. Keys of different purposes have nothing in common. */
export type Purpose = 'sealing' | 'device-token' | 'login-failure'

/**
 * Keeps secrets at rest. Everything comes from one configured key: sealed values are AES-256-GCM and say what they belong
 * to, so that one moved to another row does not open.
 */
export class Vault {
  readonly #sealing: Buffer
  readonly #masterKey: string

  /** @param masterKey AUTH_ENCRYPTION_KEY: random text, 32 characters at least. */
  constructor(masterKey: string) {
    this.#masterKey = masterKey
    this.#sealing = this.#derive('sealing')
  }

  /** Encrypts; `belongsTo` (`session:<id>`) must be the same when it is opened. */
  seal(secret: Uint8Array, belongsTo: string): Uint8Array<ArrayBuffer> {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv(CIPHER, this.#sealing, nonce).setAAD(Buffer.from(belongsTo))
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()])
    return Uint8Array.from(Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), sealed]))
  }

  /** Decrypts. Throws if the value was changed, belongs to something else, or was sealed with another key. */
  open(sealed: Uint8Array, belongsTo: string): Buffer {
    const bytes = Buffer.from(sealed)
    if (bytes[0] !== VERSION)
      throw new Error(`${belongsTo} was sealed by a version of Azora this one does not know`)
    try {
      return this.#open(bytes.subarray(1), belongsTo)
    } catch (cause) {
      const reason = 'it was changed, or sealed with another AUTH_ENCRYPTION_KEY'
      const remedy = 'Give the service the key it had, or begin with no data (azora db reset auth)'
      throw new Error(`${belongsTo} cannot be opened: ${reason}. ${remedy}`, { cause })
    }
  }

  /** A function that authenticates messages for one purpose (HMAC-SHA-256). */
  mac(purpose: Exclude<Purpose, 'sealing'>): (message: string | Uint8Array) => Buffer {
    const key = this.#derive(purpose)
    return message => createHmac('sha256', key).update(message).digest()
  }

  #open(bytes: Buffer, belongsTo: string): Buffer {
    const decipher = createDecipheriv(CIPHER, this.#sealing, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(belongsTo))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
  }

  #derive(purpose: Purpose): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#masterKey, '', `azora/auth/${purpose}`, KEY_BYTES))
  }
}

/** Compares secrets in a time that tells nothing about where they differ. */
export function sameSecret(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
