import { auth, type SigningKey, SigningKeyNotFound } from '@azora/contracts/auth'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'
import type { StoredKey } from './repository.js'
import { revoke, rotate } from './rotation.js'
import { stateOf } from './signing-key.js'

export const signingKeyRoutes = (use: Use) =>
  implement(auth.routes.signingKeys).with({
    list: async () => {
      const keys = await use.signingKeys.list()
      return { items: keys.map(key => toSigningKey(key, keys, use.clock.now())) }
    },

    rotate: async ({ principal }) => shown(use, await rotate(use, principal, use.clock.now())),

    revoke: async ({ params, principal }) => {
      await revoke(use, params.kid, { actor: principal, now: use.clock.now() })
      return shown(use, params.kid)
    },
  })

async function shown({ signingKeys, clock }: Use, kid: string): Promise<SigningKey> {
  const keys = await signingKeys.list()
  const key = keys.find(each => each.kid === kid)
  if (!key) throw new SigningKeyNotFound()
  return toSigningKey(key, keys, clock.now())
}

function toSigningKey(key: StoredKey, keys: readonly StoredKey[], now: Date): SigningKey {
  return {
    kid: key.kid,
    alg: 'ES256',
    state: stateOf(key, keys, now),
    createdAt: key.createdAt.toISOString(),
    activatesAt: key.activatesAt.toISOString(),
    revokedAt: key.revokedAt?.toISOString() ?? null,
  }
}
