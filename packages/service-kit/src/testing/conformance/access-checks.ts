import type { Operation } from '@azora/contracts'
import { expect, test } from 'vitest'
import { user } from '../test-issuer.js'
import { type Examined, problemIn, send } from './probe-request.js'

type Token = (examined: Examined, operation: Operation) => Promise<string | undefined>

/** Credentials that no guarded route may accept, and what each must be answered with. */
const REFUSED: readonly [name: string, code: string, token: Token][] = [
  ['no token', 'unauthenticated', async () => undefined],
  ['text that is no token', 'unauthenticated', async () => 'nonsense'],
  [
    'a token of another platform',
    'unauthenticated',
    ({ app }) => app.issuer.tokenOf(user(), { claims: { iss: 'elsewhere' } }),
  ],
  [
    'a token for another audience',
    'unauthenticated',
    ({ app }) => app.issuer.tokenOf(user(), { claims: { aud: 'elsewhere' } }),
  ],
  ['an expired token', 'unauthenticated', ({ app }) => app.issuer.tokenOf(user(), { expiresInSeconds: -60 })],
  [
    'a token not valid yet',
    'unauthenticated',
    ({ app }) => app.issuer.tokenOf(user(), { claims: { nbf: Math.floor(Date.now() / 1_000) + 600 } }),
  ],
  [
    'a token with its payload changed',
    'unauthenticated',
    async ({ app }) => tampered(await app.issuer.tokenOf(user())),
  ],
  [
    'an unsigned token',
    'unauthenticated',
    async ({ app }) => unsigned(await app.issuer.tokenOf(user({ roles: ['admin'], permissions: ['*:*'] }))),
  ],
  ['a token of another type', 'unauthenticated', ({ app }) => app.issuer.tokenOf(user(), { type: 'JWT' })],
  [
    'a service token meant for another service',
    'unauthenticated',
    ({ app }) => app.issuer.serviceToken('conformance', 'elsewhere'),
  ],
]

/** Every guarded route, with every kind of credential that must not open it. */
export function accessChecks(examined: () => Examined, operations: readonly Operation[]): void {
  const guarded = operations.filter(({ access }) => access !== 'public')
  test.each(REFUSED)('%s is refused on every guarded route', async (_name, code, token) => {
    for (const operation of guarded) {
      const answer = await send(examined(), operation, { token: await token(examined(), operation) })
      expect({ operation: operation.id, code: problemIn(answer).code }).toEqual({
        operation: operation.id,
        code,
      })
      expect(answer.headers.get('www-authenticate')).toContain('Bearer')
    }
  })

  test('a signed-in user without the role or permission is refused where one is needed', async () => {
    const token = await examined().app.issuer.tokenOf(user())
    for (const operation of guarded.filter(({ access }) => access !== 'user')) {
      const answer = await send(examined(), operation, { token })
      expect({ operation: operation.id, code: problemIn(answer).code }).toEqual({
        operation: operation.id,
        code: 'forbidden',
      })
    }
  })

  test('a service is refused where a user is needed', async () => {
    const { app } = examined()
    const token = await app.issuer.serviceToken('conformance', app.service.name)
    for (const operation of guarded.filter(({ access }) => access !== 'service')) {
      const answer = await send(examined(), operation, { token })
      expect({ operation: operation.id, code: problemIn(answer).code }).toEqual({
        operation: operation.id,
        code: 'forbidden',
      })
    }
  })
}

function tampered(token: string): string {
  const [head = '', payload = '', signature = ''] = token.split('.')
  const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const changed = Buffer.from(JSON.stringify({ ...claims, roles: ['admin'], permissions: ['*:*'] })).toString(
    'base64url',
  )
  return `${head}.${changed}.${signature}`
}

function unsigned(token: string): string {
  const [, payload = ''] = token.split('.')
  return `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')}.${payload}.`
}
