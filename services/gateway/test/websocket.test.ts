import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { refusal, user } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { closedPort, hello, rawServer, running, sendRaw, upstreamServer } from './fixture-servers.js'
import { type RunningGateway, runningGateway } from './running-gateway.js'

const operations = [
  { id: 'live.watch', path: '/v1/live', access: 'user' as const },
  { id: 'open.watch', path: '/v1/open' },
]
const behind = (url: string) => [{ name: 'education', urls: [url], operations }]

/** A service that echoes what a WebSocket says, and remembers the upgrade requests. */
async function echoing() {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  const upgrades: IncomingMessage[] = []
  const closings: number[] = []
  sockets.on('connection', (socket, request) => {
    upgrades.push(request)
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
    socket.on('close', code => closings.push(code))
  })
  return { upgrades, closings, sockets, ...(await running(server)) }
}

const wsUrl = (gateway: RunningGateway, path = '/education/v1/live') =>
  gateway.url.replace('http', 'ws') + path

async function connected(gateway: RunningGateway, token?: string, path?: string): Promise<WebSocket> {
  const socket = new WebSocket(
    wsUrl(gateway, path),
    token ? { headers: { authorization: `Bearer ${token}` } } : {},
  )
  await once(socket, 'open')
  return socket
}

/** The status an upgrade was refused with. */
async function refused(gateway: RunningGateway, headers: Record<string, string> = {}): Promise<number> {
  return (await refusal(new WebSocket(wsUrl(gateway), { headers }))).status
}

function loggedStatuses(gateway: RunningGateway): unknown[] {
  return gateway.logs.records.flatMap(({ message, status }) => (message === 'request' ? [status] : []))
}

async function closing(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
  return { code, reason: reason.toString() }
}

async function echo(socket: WebSocket, data: string | Buffer): Promise<Buffer> {
  const answer = once(socket, 'message')
  socket.send(data)
  const [message] = (await answer) as [Buffer]
  return message
}

describe('an upgrade', () => {
  test('without a token gets 401 and reaches nobody, before and after other traffic', async () => {
    let bytes = 0
    await using upstream = await rawServer(socket => socket.on('data', data => (bytes += data.length)))
    await using gateway = await runningGateway(behind(upstream.url))
    const forged = { 'x-user-id': 'admin', 'x-azora-principal': 'admin' }

    const before = [await refused(gateway), await refused(gateway, { authorization: 'Bearer a.b.c' })]
    await fetch(`${gateway.url}/education/v1/live`)
    const after = [await refused(gateway, forged), await refused(gateway, { authorization: 'Basic abc' })]

    expect([...before, ...after]).toEqual([401, 401, 401, 401])
    expect(bytes).toBe(0)
  })

  test('to an unknown path gets 404, to a method-less one too', async () => {
    await using upstream = await echoing()
    await using gateway = await runningGateway(behind(upstream.url))
    const socket = new WebSocket(wsUrl(gateway, '/education/v1/nothing'))
    expect((await refusal(socket)).status).toBe(404)
  })

  test('stands in the log with the status it was answered with', async () => {
    await using upstream = await echoing()
    await using gateway = await runningGateway(behind(upstream.url))
    await refused(gateway)
    const socket = await connected(gateway, undefined, '/education/v1/open')
    socket.close()
    await expect.poll(() => loggedStatuses(gateway)).toEqual([401, 101])
  })

  test('to anything but a WebSocket is refused', async () => {
    await using upstream = await upstreamServer((_, response) => response.end())
    await using gateway = await runningGateway(behind(upstream.url))

    const answer = await sendRaw(
      Number(new URL(gateway.url).port),
      'GET /education/v1/open HTTP/1.1\r\nhost: x\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n\r\n',
    )

    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(upstream.requests).toHaveLength(0)
  })

  test('to a service that cannot be reached for too long gets 503', async () => {
    await using gateway = await runningGateway(behind(await closedPort()), { HOLD_MS: '50' })
    const token = await gateway.issuer.tokenOf(user())

    expect(await refused(gateway, { authorization: `Bearer ${token}` })).toBe(503)
  })

  test('that the service answers in plain HTTP is answered so', async () => {
    await using upstream = await upstreamServer((_, response) => response.writeHead(409).end('not now'))
    await using gateway = await runningGateway(behind(upstream.url))
    const token = await gateway.issuer.tokenOf(user())

    expect(await refused(gateway, { authorization: `Bearer ${token}` })).toBe(409)
    await expect.poll(() => loggedStatuses(gateway)).toEqual([409])
  })

  test('is asked for by GET without a body, or reaches nobody', async () => {
    await using upstream = await hello()
    const created = { id: 'live.create', path: '/v1/open', method: 'POST' as const }
    await using gateway = await runningGateway([
      { name: 'education', urls: [upstream.url], operations: [...operations, created] },
    ])
    const head = 'host: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n'
    const hidden = 'GET /v1/open?hidden HTTP/1.1\r\nhost: x\r\n\r\n'

    const answers = await Promise.all(
      [
        `POST /education/v1/open HTTP/1.1\r\n${head}\r\n`,
        `GET /education/v1/open HTTP/1.1\r\n${head}content-length: ${hidden.length}\r\n\r\n${hidden}`,
        `GET /education/v1/open HTTP/1.1\r\n${head}transfer-encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
      ].map(bytes => sendRaw(Number(new URL(gateway.url).port), bytes)),
    )

    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
      expect(answer).toMatch(/x-request-id: [\w-]+\r\n[^]*"code":"invalid-request"/)
      expect(answer.match(/HTTP\/1\.1 \d/g)).toHaveLength(1)
      expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff')
    }
    expect(upstream.requests).toEqual([])
  })

  test('behind a request that is still being answered is not answered in its place', async () => {
    await using upstream = await upstreamServer((_, response) => response.end('first'))
    await using gateway = await runningGateway(behind(upstream.url))
    const get = 'GET /education/v1/open HTTP/1.1\r\nhost: x\r\n'
    const answer = await sendRaw(
      Number(new URL(gateway.url).port),
      `${get}\r\n${get}connection: upgrade\r\nupgrade: websocket\r\n\r\n`,
    )
    expect(answer).toBe('')
    expect((await fetch(`${gateway.url}/education/v1/open`)).status).toBe(200)
  })
})

describe('a WebSocket', () => {
  test('passes messages of any size both ways, and only allowed headers', async () => {
    await using upstream = await echoing()
    await using gateway = await runningGateway(behind(upstream.url))
    const socket = new WebSocket(wsUrl(gateway), {
      headers: {
        authorization: `Bearer ${await gateway.issuer.tokenOf(user())}`,
        'x-user-id': 'admin',
        'x-forwarded-for': '6.6.6.6',
      },
    })
    await once(socket, 'open')

    for (const size of [0, 5, 125, 126, 65_535, 65_536, 1_000_000]) {
      const data = Buffer.alloc(size, 'x')
      expect((await echo(socket, data)).equals(data)).toBe(true)
    }
    socket.close(1000)
    await closing(socket)

    expect(upstream.upgrades[0]?.headers).toMatchObject({
      upgrade: 'websocket',
      'x-forwarded-for': '127.0.0.1',
    })
    expect(upstream.upgrades[0]?.headers['x-user-id']).toBeUndefined()
  })

  test("the service's way of closing reaches the client, and the client's the service", async () => {
    await using upstream = await echoing()
    await using gateway = await runningGateway(behind(upstream.url))
    const [first, second] = [
      await connected(gateway, undefined, '/education/v1/open'),
      await connected(gateway, undefined, '/education/v1/open'),
    ]

    const [one] = upstream.sockets.clients
    one?.close(4009, 'moved')
    const byService = await closing(first)
    second.close(4010, 'bye')
    await closing(second)
    while (upstream.closings.length < 2) await new Promise(resolve => setImmediate(resolve))

    expect(byService).toEqual({ code: 4009, reason: 'moved' })
    expect(upstream.closings).toContain(4010)
  })

  test('is closed with 1001 when its service vanishes without a word', async () => {
    await using upstream = await echoing()
    await using gateway = await runningGateway(behind(upstream.url))
    const socket = await connected(gateway, undefined, '/education/v1/open')
    for (const end of upstream.sockets.clients) end.terminate()

    expect(await closing(socket)).toEqual({ code: 1001, reason: 'the service has gone' })
  })

  test('is closed with 4401 when its token expires', async () => {
    await using upstream = await echoing()
    await using gateway = await runningGateway(behind(upstream.url))
    const socket = await connected(gateway, await gateway.issuer.tokenOf(user(), { expiresInSeconds: 60 }))

    const closed = closing(socket)
    gateway.clock.advance(70_000)

    expect(await closed).toMatchObject({ code: 4401 })
  })

  test('is closed with 4401 when its session is revoked', async () => {
    await using upstream = await echoing()
    await using gateway = await runningGateway(behind(upstream.url))
    const holder = user()
    const socket = await connected(gateway, await gateway.issuer.tokenOf(holder))

    const closed = closing(socket)
    gateway.issuer.revoked.add(holder.sessionId)

    expect(await closed).toMatchObject({ code: 4401 })
    while (upstream.closings.length === 0) await new Promise(resolve => setImmediate(resolve))
    expect(upstream.closings).toEqual([4401])
  })

  test('is closed with 1001 when the gateway drains, and a message under way arrives whole', async () => {
    await using upstream = await echoing()
    const gateway = await runningGateway(behind(upstream.url))
    const socket = await connected(gateway, await gateway.issuer.tokenOf(user()))
    const messages: number[] = []
    socket.on('message', (data: Buffer) => messages.push(data.length))
    socket.send(Buffer.alloc(4_000_000))
    while (upstream.sockets.clients.size === 0) await new Promise(resolve => setImmediate(resolve))

    const closed = closing(socket)
    await gateway[Symbol.asyncDispose]()

    expect(await closed).toMatchObject({ code: 1001 })
    expect(messages.every(length => length === 4_000_000)).toBe(true)
  })

  test('is one of so many a user may have, at the same moment too', async () => {
    await using upstream = await echoing()
    await using gateway = await runningGateway(behind(upstream.url), { WEBSOCKETS_PER_PRINCIPAL: '3' })
    const token = await gateway.issuer.tokenOf(user())
    const other = await gateway.issuer.tokenOf(user())

    const attempts = await Promise.all(
      Array.from({ length: 10 }, () => connected(gateway, token).catch((error: Error) => error.message)),
    )
    const open = attempts.filter(attempt => attempt instanceof WebSocket)
    const [first] = open
    first?.close()
    if (first) await closing(first)

    expect(open).toHaveLength(3)
    expect(attempts.filter(attempt => attempt === 'Unexpected server response: 429')).toHaveLength(7)
    expect(await connected(gateway, other)).toBeInstanceOf(WebSocket)
    expect(await connectedSoon(gateway, token)).toBeInstanceOf(WebSocket)
  })
})

/** The place of a closed WebSocket is free once its connection is gone, a moment after the close frame. */
async function connectedSoon(gateway: RunningGateway, token: string): Promise<WebSocket> {
  for (;;) {
    const attempt = await connected(gateway, token).catch(() => undefined)
    if (attempt) return attempt
  }
}
