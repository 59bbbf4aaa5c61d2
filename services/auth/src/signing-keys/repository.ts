import { Jwk } from '@azora/contracts/auth'
import { newId } from '@azora/service-kit'
import { type CryptoKey, exportJWK, exportPKCS8, generateKeyPair, importPKCS8 } from 'jose'
import type { PrismaClient } from '../generated/prisma/client.js'
import type { Vault } from '../secrets/vault.js'
import type { KeyTimes } from './signing-key.js'

const ALGORITHM = 'ES256'

/** A signing key without its secret part. */
export interface StoredKey extends KeyTimes {
  publicJwk: Jwk
  readonly sealed: Uint8Array
}

/** Where signing keys are stored, their secret parts sealed. */
export class SigningKeyRepository {
  readonly #client: PrismaClient
  readonly #vault: Vault

  constructor(client: PrismaClient, vault: Vault) {
    this.#client = client
    this.#vault = vault
  }

  async list(): Promise<StoredKey[]> {
    const rows = await this.#client.signingKey.findMany({ orderBy: { activatesAt: 'desc' } })
    return rows.map(({ kid, createdAt, activatesAt, revokedAt, publicJwk, privateKeyEnc }) => ({
      kid,
      createdAt,
      activatesAt,
      revokedAt,
      publicJwk: Jwk.parse(publicJwk),
      sealed: privateKeyEnc,
    }))
  }

  /** As `list`, keeping everybody else from changing keys until the transaction ends. */
  async lock(): Promise<StoredKey[]> {
    await this.#client.$executeRaw`lock table signing_key in share row exclusive mode`
    return this.list()
  }

  /** Makes and stores a key. */
  async add(createdAt: Date, activatesAt: Date): Promise<string> {
    const kid = newId()
    const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true })
    const publicJwk = Jwk.parse({ ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' })
    const privateKeyEnc = this.#vault.seal(Buffer.from(await exportPKCS8(privateKey)), `signing-key:${kid}`)
    await this.#client.signingKey.create({ data: { kid, publicJwk, privateKeyEnc, createdAt, activatesAt } })
    return kid
  }

  /** Marks the key as revoked and tells every verifier. False if it was before. */
  async revoke(kid: string, now: Date, notAfter: Date): Promise<boolean> {
    const { count } = await this.#client.signingKey.updateMany({
      where: { kid, revokedAt: null },
      data: { revokedAt: now },
    })
    if (count === 0) return false
    await this.#client.revocation.create({ data: { keyId: kid, revokedAt: now, notAfter } })
    return true
  }

  /** Opens the secret part, unable to leave this process again. */
  async open({ kid, sealed }: StoredKey): Promise<CryptoKey> {
    const pem = this.#vault.open(sealed, `signing-key:${kid}`).toString()
    return importPKCS8(pem, ALGORITHM)
  }
}
