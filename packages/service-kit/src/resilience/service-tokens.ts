import { auth } from '@azora/contracts/auth'
import { createClient } from '@azora/sdk/client'
import type { ServiceToken } from '../access/remote-trust.js'
import { SingleFlight } from '../cache/single-flight.js'
import type { Clock } from '../clock.js'

/** The options of {@link serviceTokens}. */
export interface ServiceTokensOptions {
  authUrl: string
  /** AZORA_SERVICE_KEY. */
  serviceKey: string | undefined
  clock: Clock
}

interface KnownToken {
  token: string
  expiresAtMs: number
}

/** A token is renewed when it has less than this left: it must outlast the call and the difference of two clocks. */
const RENEW_BEFORE_MS = 60_000
const USABLE_BEFORE_MS = 5_000
const TIMEOUT_MS = 3_000

/**
 * Exchanges the service's key for five-minute tokens, one for each service it calls, and keeps them until shortly before
 * they expire. While auth is away a token serves to its end. Throws if there is no key, or no token to be had.
 */
export function serviceTokens({ authUrl, serviceKey, clock }: ServiceTokensOptions): ServiceToken {
  const known = new Map<string, KnownToken>()
  const flights = new SingleFlight()
  const client = createClient(auth, {
    baseUrl: authUrl,
    token: serviceKey ?? '',
    timeoutMs: TIMEOUT_MS,
    deadlineMs: TIMEOUT_MS,
  })

  const renew = async (audience: string): Promise<string> => {
    const { accessToken, expiresAt } = await client.serviceTokens.issue({ body: { audience } })
    known.set(audience, { token: accessToken, expiresAtMs: Date.parse(expiresAt) })
    return accessToken
  }

  return async audience => {
    if (!serviceKey) throw new Error('AZORA_SERVICE_KEY is not set: this service cannot call others')
    const token = known.get(audience)
    const leftMs = token ? token.expiresAtMs - clock.now().getTime() : 0
    if (token && leftMs > RENEW_BEFORE_MS) return token.token
    try {
      return await flights.run(audience, () => renew(audience))
    } catch (error) {
      if (token && leftMs > USABLE_BEFORE_MS) return token.token
      throw error
    }
  }
}
