import { ServiceUnavailable } from '@azora/contracts'
import type { Jwk } from '@azora/contracts/auth'
import type { Clock } from '@azora/service-kit'
import { type CryptoKey, createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import { coalesced } from '../coalesced.js'
import type { SigningKeyRepository, StoredKey } from './repository.js'
import { activeKey, isRotationDue, type KeyPolicy, publishedKeys } from './signing-key.js'

/** The key that signs now. */
export interface Signer {
  kid: string
  privateKey: CryptoKey
}

/** The signing keys in memory: read again every second, so that what one replica changes reaches the others. */
export class KeyRing {
  readonly #repository: SigningKeyRepository
  readonly #policy: KeyPolicy
  readonly #clock: Clock
  #keys: StoredKey[] = []
  readonly #opened = new Map<string, Promise<CryptoKey>>()

  constructor(repository: SigningKeyRepository, policy: KeyPolicy, clock: Clock) {
    this.#repository = repository
    this.#policy = policy
    this.#clock = clock
  }

  /** Reads the keys: what was committed before the call is known after it. */
  readonly load = coalesced(async () => {
    this.#keys = await this.#repository.list()
  })

  /** The keys to publish. */
  published(): Jwk[] {
    return publishedKeys(this.#keys, this.#clock.now(), this.#policy).map(({ publicJwk }) => publicJwk)
  }

  isRotationDue(): boolean {
    return isRotationDue(this.#keys, this.#clock.now(), this.#policy)
  }

  /** Whether this key may have signed a token that is good now. */
  knows(kid: string): boolean {
    return this.published().some(key => key.kid === kid)
  }

  /** The key that signs now. @throws ServiceUnavailable in the moment between a revocation and its successor. */
  async signer(): Promise<Signer> {
    const active = activeKey(this.#keys, this.#clock.now())
    if (!active)
      throw new ServiceUnavailable('No key can sign tokens right now.', { headers: { 'retry-after': '1' } })
    const opened = this.#opened.get(active.kid) ?? this.#repository.open(active)
    this.#opened.set(active.kid, opened)
    return { kid: active.kid, privateKey: await opened }
  }

  /** Finds the public key for a token's header. */
  readonly key: JWTVerifyGetKey = (header, token) => {
    if (!header.kid || !this.knows(header.kid)) throw new errors.JWKSNoMatchingKey()
    return createLocalJWKSet({ keys: this.published() })(header, token)
  }
}
