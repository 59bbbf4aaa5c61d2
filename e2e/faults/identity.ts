import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@azora/service-kit'
import { TEST_KEY_ID, TestIssuer } from '@azora/service-kit/testing'

const DAY_MS = 86_400_000

/** What services ask of auth, answered by a test: keys, service tokens, and that nothing was revoked. */
export interface Identity extends AsyncDisposable {
  readonly url: string
  readonly issuer: TestIssuer
}

export async function identity(): Promise<Identity> {
  const issuer = await TestIssuer.create(systemClock)
  const keys = [{ ...(await issuer.publicJwk()), kid: TEST_KEY_ID, alg: 'ES256', use: 'sig' }]
  const answers: Record<string, object> = {
    '/.well-known/jwks.json': { keys },
    '/v1/service-tokens': { accessToken: 'token', expiresAt: new Date(Date.now() + DAY_MS).toISOString() },
    '/v1/revocations': { items: [], cursor: 'end' },
  }
  const server = createServer(({ url = '' }, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answers[url.replace(/\?.*/, '')]))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    issuer,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
