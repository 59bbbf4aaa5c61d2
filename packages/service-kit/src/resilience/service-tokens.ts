// First form by the lead so that the pipeline runs; the owner of resilience/ replaces it.
import type { ServiceToken } from '../access/remote-trust.js'
import type { Clock } from '../clock.js'

/** Exchanges this service's key for five-minute tokens. */
export function serviceTokens({
  authUrl,
  serviceKey,
  clock,
}: {
  authUrl: string
  serviceKey: string | undefined
  clock: Clock
}): ServiceToken {
  const tokens = new Map<string, { token: string; freshUntilMs: number }>()
  return async audience => {
    const known = tokens.get(audience)
    if (known && known.freshUntilMs > clock.now().getTime()) return known.token
    const response = await fetch(new URL('/v1/service-tokens', authUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${serviceKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ audience }),
    })
    if (!response.ok) throw new Error(`auth answered ${response.status}`)
    const { accessToken, expiresAt } = (await response.json()) as { accessToken: string; expiresAt: string }
    tokens.set(audience, { token: accessToken, freshUntilMs: Date.parse(expiresAt) - 60_000 })
    return accessToken
  }
}
