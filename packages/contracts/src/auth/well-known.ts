import * as z from 'zod'
import { route } from '../route.js'

/** A public key (RFC 7517) that verifies tokens. */
export const Jwk = z
  .object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string(),
    y: z.string(),
    kid: z.string(),
    alg: z.literal('ES256'),
    use: z.literal('sig'),
  })
  .meta({ id: 'Jwk' })
export type Jwk = z.infer<typeof Jwk>

/** The keys verifiers should know: those that will sign, that sign, and that have signed tokens still alive. */
export const JwkSet = z.object({ keys: z.array(Jwk) }).meta({ id: 'JwkSet' })
export type JwkSet = z.infer<typeof JwkSet>

/** What generic clients look up (OpenID Connect Discovery 1.0); names are the standard's. */
export const OpenidConfiguration = z
  .object({
    issuer: z.string(),
    jwks_uri: z.url(),
    token_endpoint: z.url(),
    userinfo_endpoint: z.url(),
    end_session_endpoint: z.url(),
    response_types_supported: z.array(z.string()),
    subject_types_supported: z.array(z.string()),
    id_token_signing_alg_values_supported: z.array(z.string()),
    claims_supported: z.array(z.string()),
  })
  .meta({ id: 'OpenidConfiguration' })
export type OpenidConfiguration = z.infer<typeof OpenidConfiguration>

/** How long verifiers may keep the key set, in seconds. New keys are published longer than this before they sign. */
export const JWKS_MAX_AGE_SECONDS = 300

export const wellKnown = {
  jwks: route.get('/.well-known/jwks.json', {
    summary: 'Get the public keys that verify tokens',
    access: 'public',
    returns: JwkSet,
    cache: { maxAgeSeconds: JWKS_MAX_AGE_SECONDS },
  }),
  openidConfiguration: route.get('/.well-known/openid-configuration', {
    summary: 'Get where tokens come from and how they are signed',
    access: 'public',
    returns: OpenidConfiguration,
    cache: { maxAgeSeconds: JWKS_MAX_AGE_SECONDS },
  }),
}
