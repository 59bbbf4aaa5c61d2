import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UserNotFound } from '@azora/contracts/auth'

/** Auth as far as this service calls it. */
export interface FakeAuth extends AsyncDisposable {
  readonly url: string
  /** Those who have an account. */
  readonly accounts: Set<string>
  /** Every call to welcome somebody: who, and under which key. */
  readonly calls: { userId: string; key: string | undefined }[]
  /** What it answers instead while it does not let this service in. */
  refusal: number | undefined
}

const WELCOME = /^\/v1\/users\/([^/]+)\/welcome$/

/** Starts one, with an account for each of these. */
export async function fakeAuth(...userIds: readonly string[]): Promise<FakeAuth> {
  const server = createServer((request, response) => {
    const [status, body] = answerOf(auth, request)
    const type = status < 400 ? 'application/json' : 'application/problem+json'
    response.writeHead(status, { 'content-type': type }).end(body && JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const auth: FakeAuth = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accounts: new Set(userIds),
    calls: [],
    refusal: undefined,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return auth
}

function answerOf(auth: FakeAuth, { url = '', headers }: IncomingMessage): [status: number, body?: object] {
  if (url === '/v1/service-tokens')
    return [201, { accessToken: 'a-token', expiresAt: new Date(Date.now() + 300_000).toISOString() }]
  const userId = WELCOME.exec(url)?.[1]
  if (!userId) return [404, { code: 'not-found', title: 'Not found', status: 404 }]
  auth.calls.push({ userId, key: headers['idempotency-key']?.toString() })
  const { refusal } = auth
  if (refusal) return [refusal, { code: 'forbidden', title: 'You may not do this', status: refusal }]
  return auth.accounts.has(userId) ? [202] : [404, new UserNotFound().toJSON()]
}
