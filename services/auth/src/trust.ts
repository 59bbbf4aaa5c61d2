import type { Kit, Resource, TokenTrust } from '@azora/service-kit'
import { rotateIfDue } from './signing-keys/rotation.js'
import type { Use } from './use.js'

const RELOAD_MS = 1_000
const STALE_MS = 10_000

/**
 * Auth trusts its own database: keys and revocations are read again every second, and keys are rotated when they are due. At
 * start it writes the built-in roles and makes the first key; it does not start with keys it cannot open.
 */
export class OwnTrust implements TokenTrust, Resource {
  readonly key: TokenTrust['key']
  readonly isRevoked: TokenTrust['isRevoked']
  readonly #use: Use
  #timer: NodeJS.Timeout | undefined
  #loadedAtMs = 0
  #stopped = false

  constructor(use: Use) {
    this.#use = use
    this.key = use.keyRing.key
    this.isRevoked = claims => use.revocations.covers(claims)
  }

  async start(kit?: Kit): Promise<void> {
    const { transaction, roles, keyRing } = this.#use
    await transaction(() => roles.writeBuiltIn())
    await this.#load()
    // A key that cannot be opened should stop the start, not the first sign-in.
    await keyRing.signer()
    this.#reloadSoon(kit)
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  check(): void {
    if (performance.now() - this.#loadedAtMs > STALE_MS)
      throw new Error('signing keys and revocations were not read lately')
  }

  #reloadSoon(kit: Kit | undefined): void {
    if (this.#stopped) return
    const reload = () =>
      this.#load()
        .catch((error: unknown) => kit?.log.warn('signing keys and revocations could not be read', { error }))
        .finally(() => this.#reloadSoon(kit))
    this.#timer = setTimeout(() => void reload(), RELOAD_MS)
  }

  async #load(): Promise<void> {
    const { keyRing, revocations } = this.#use
    await Promise.all([keyRing.load(), revocations.load()])
    if (keyRing.isRotationDue()) await this.#rotate()
    this.#loadedAtMs = performance.now()
  }

  /** Another replica may have been first: then what it made is still to be read. */
  async #rotate(): Promise<void> {
    const { keyRing, clock } = this.#use
    await rotateIfDue(this.#use, clock.now())
    await keyRing.load()
  }
}
