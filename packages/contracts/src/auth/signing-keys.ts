import * as z from 'zod'
import { route } from '../route.js'
import { SigningKeyNotFound } from './problems.js'

/**
 * The life of a key: published but not yet signing (`pending`), signing (`active`), published for the tokens it signed
 * (`retired`), refused everywhere (`revoked`).
 */
export const SigningKeyState = z.enum(['pending', 'active', 'retired', 'revoked'])
export type SigningKeyState = z.infer<typeof SigningKeyState>

/** A key that signs tokens, without its secret part. */
export const SigningKey = z
  .object({
    kid: z.string(),
    alg: z.literal('ES256'),
    state: SigningKeyState,
    createdAt: z.iso.datetime(),
    activatesAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SigningKey' })
export type SigningKey = z.infer<typeof SigningKey>

export const signingKeys = {
  list: route.get('/signing-keys', {
    summary: 'List signing keys, newest first',
    access: 'permission:signing-key:read',
    returns: z.object({ items: z.array(SigningKey) }),
  }),
  rotate: route.post('/signing-keys/rotate', {
    summary: 'Publish a new signing key that takes over once every verifier knows it',
    description: 'While a key is pending, the answer is that key: there is never more than one.',
    access: 'permission:signing-key:write',
    returns: SigningKey,
  }),
  revoke: route.post('/signing-keys/{kid}/revoke', {
    summary: 'Refuse a compromised signing key and all it signed, at once',
    description: 'If it was the active one, a new key signs from now on. Clients refresh and go on.',
    access: 'permission:signing-key:write',
    params: z.object({ kid: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'a key id') }),
    returns: SigningKey,
    problems: [SigningKeyNotFound],
  }),
}
