import { auth } from '@azora/contracts/auth'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'

export const wellKnownRoutes = ({ keyRing, publicUrl }: Use) => {
  const url = (path: string) => new URL(path, publicUrl).href

  return implement(auth.routes.wellKnown).with({
    jwks: () => ({ keys: keyRing.published() }),

    openidConfiguration: () => ({
      issuer: 'azora',
      jwks_uri: url('/.well-known/jwks.json'),
      token_endpoint: url('/auth/v1/token/refresh'),
      userinfo_endpoint: url('/auth/v1/me'),
      end_session_endpoint: url('/auth/v1/logout'),
      response_types_supported: [],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      claims_supported: ['sub', 'sid', 'roles', 'permissions', 'aal', 'amr', 'iat', 'exp', 'jti'],
    }),
  })
}
