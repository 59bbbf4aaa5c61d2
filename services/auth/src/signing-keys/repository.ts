import { Jwk } from '@azora/contracts/auth'
import { newId, type Sql } from '@azora/service-kit'
import { type CryptoKey, exportJWK, exportPKCS8, generateKeyPair, importPKCS8 } from 'jose'
import type { Vault } from '../secrets/vault.js'
import type { KeyTimes } from './signing-key.js'

const ALGORITHM = 'ES256'

const LIST = `
  select kid, created_at as "createdAt", activates_at as "activatesAt", revoked_at as "revokedAt",
    public_jwk as "publicJwk", private_key_enc as sealed
  from signing_key order by activates_at desc`
const LOCK = 'lock table signing_key in share row exclusive mode'
const ADD = `
  insert into signing_key (kid, public_jwk, private_key_enc, created_at, activates_at) values ($1, $2, $3, $4, $5)`
const REVOKE = 'update signing_key set revoked_at = $2 where kid = $1 and revoked_at is null returning kid'
const TELL = 'insert into revocation (key_id, revoked_at, not_after) values ($1, $2, $3)'

/** A signing key without its secret part. */
export interface StoredKey extends KeyTimes {
  publicJwk: Jwk
  readonly sealed: Uint8Array
}

/** Where signing keys are stored, their secret parts sealed. They are read every second: too often for Prisma. */
export class SigningKeyRepository {
  readonly #sql: Sql
  readonly #vault: Vault

  constructor(sql: Sql, vault: Vault) {
    this.#sql = sql
    this.#vault = vault
  }

  async list(): Promise<StoredKey[]> {
    const rows = await this.#sql<StoredKey>(LIST)
    return rows.map(row => ({ ...row, publicJwk: Jwk.parse(row.publicJwk) }))
  }

  /** As `list`, keeping everybody else from changing keys until the transaction ends. */
  async lock(): Promise<StoredKey[]> {
    await this.#sql(LOCK)
    return this.list()
  }

  /** Makes and stores a key. */
  async add(createdAt: Date, activatesAt: Date): Promise<string> {
    const kid = newId()
    const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true })
    const publicJwk = Jwk.parse({ ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' })
    const privateKeyEnc = this.#vault.seal(Buffer.from(await exportPKCS8(privateKey)), `signing-key:${kid}`)
    await this.#sql(ADD, kid, publicJwk, privateKeyEnc, createdAt, activatesAt)
    return kid
  }

  /** Marks the key as revoked and tells every verifier. False if it was before. */
  async revoke(kid: string, now: Date, notAfter: Date): Promise<boolean> {
    const revoked = await this.#sql(REVOKE, kid, now)
    if (revoked.length === 0) return false
    await this.#sql(TELL, kid, now, notAfter)
    return true
  }

  /** Opens the secret part, unable to leave this process again. */
  async open({ kid, sealed }: StoredKey): Promise<CryptoKey> {
    const pem = this.#vault.open(sealed, `signing-key:${kid}`).toString()
    return importPKCS8(pem, ALGORITHM)
  }
}
