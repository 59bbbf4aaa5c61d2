import { createLocalJWKSet, createRemoteJWKSet, customFetch } from 'jose'
import * as z from 'zod'
import type { Kit, Resource } from '../resource.js'
import { plainFetch } from './plain-fetch.js'
import { Revocations } from './revocations.js'
import type { TokenTrust } from './token-verifier.js'

/** Gets a token by which this service may call another. */
export type ServiceToken = (audience: string) => Promise<string>

const POLL_MS = 1_000
const REQUEST_TIMEOUT_MS = 2_000
/** Longer than one poll that is answered by nobody, and within the 5 s in which an outage must be seen. */
const STALE_MS = 4_000
/** How long an unknown `kid` waits before keys are fetched again: a forged one must not become a flood. */
const REFETCH_COOLDOWN_MS = 5_000
const KEYS_MAX_AGE_MS = 300_000

const RevocationList = z.object({
  items: z.array(
    z.object({
      sessionId: z
        .string()
        .nullish()
        .transform(id => id ?? undefined),
      userId: z
        .string()
        .nullish()
        .transform(id => id ?? undefined),
      keyId: z
        .string()
        .nullish()
        .transform(id => id ?? undefined),
      revokedAt: z.string(),
      notAfter: z.string(),
    }),
  ),
  cursor: z.string(),
})

/** Keys that can no longer be fetched are asked for as they were: `jose` forgets a set that has become too old. */
function lastKnown(remote: ReturnType<typeof createRemoteJWKSet>): TokenTrust['key'] {
  return async (header, token) => {
    try {
      return await remote(header, token)
    } catch (error) {
      const known = remote.jwks()
      if (!known || remote.fresh) throw error
      // A key that was not among them either: what went wrong first is what matters.
      return createLocalJWKSet(known)(header, token).catch(() => {
        throw error
      })
    }
  }
}

/**
 * Trusts what the auth service says: its keys (`/.well-known/jwks.json`, cached 5 minutes, fetched again for an unknown
 * key at most every 5 s) and its revocations, asked for every second. While auth is away the last known ones hold.
 */
export class RemoteTrust implements TokenTrust, Resource {
  readonly required = false
  readonly key: TokenTrust['key']
  readonly #revocations = new Revocations()
  readonly #authUrl: string
  readonly #token: ServiceToken
  #cursor = ''
  #answeredAtMs = 0
  #timer: NodeJS.Timeout | undefined
  #kit: Kit | undefined
  readonly #stopped = new AbortController()

  constructor(authUrl: string, token: ServiceToken) {
    this.#authUrl = authUrl
    this.#token = token
    this.key = lastKnown(
      createRemoteJWKSet(new URL('/.well-known/jwks.json', authUrl), {
        cooldownDuration: REFETCH_COOLDOWN_MS,
        cacheMaxAge: KEYS_MAX_AGE_MS,
        timeoutDuration: REQUEST_TIMEOUT_MS,
        [customFetch]: plainFetch,
      }),
    )
  }

  isRevoked: TokenTrust['isRevoked'] = claims => this.#revocations.covers(claims)

  start(kit: Kit): void {
    this.#kit = kit
    void this.#poll()
  }

  stop(): void {
    this.#stopped.abort()
    clearTimeout(this.#timer)
  }

  check(): void {
    if (Date.now() - this.#answeredAtMs > STALE_MS)
      throw new Error('auth has not answered for revocations lately; the last known ones hold')
  }

  async #poll(): Promise<void> {
    try {
      await this.#fetch()
      this.#answeredAtMs = Date.now()
    } catch (error) {
      if (!this.#stopped.signal.aborted) this.#kit?.log.debug('revocations could not be fetched', { error })
    }
    if (!this.#stopped.signal.aborted) this.#timer = setTimeout(() => void this.#poll(), POLL_MS)
  }

  async #fetch(): Promise<void> {
    // To the end: after a restart, or after many at once, there are more than one answer holds.
    while ((await this.#fetchPage()) > 0);
    this.#revocations.forget(this.#kit?.clock.now() ?? new Date())
  }

  async #fetchPage(): Promise<number> {
    const url = new URL('/v1/revocations', this.#authUrl)
    if (this.#cursor) url.searchParams.set('after', this.#cursor)
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)])
    const headers = new Headers({ authorization: `Bearer ${await this.#token('auth')}` })
    const response = await plainFetch(url, { headers, signal })
    if (!response.ok) throw new Error(`auth answered ${response.status}`)
    const { items, cursor } = RevocationList.parse(await response.json())
    for (const revocation of items) this.#revocations.add(revocation)
    const before = this.#cursor
    this.#cursor = cursor
    return cursor === before ? 0 : items.length
  }
}
