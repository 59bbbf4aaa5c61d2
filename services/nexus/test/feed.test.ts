import { once } from 'node:events'
import type { CloudEvent } from '@azora/contracts'
import { type FeedItem, type FeedNotice, type FeedOptions, followFeed } from '@azora/sdk/feed'
import { newId } from '@azora/service-kit'
import { refusal, type Started, started, user } from '@azora/service-kit/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { service } from '../src/service.js'

type App = Started<typeof service.contract>

const OPERATOR = user({ permissions: ['event:read'] })
const PATIENCE = { timeout: 60_000, interval: 10 }

/** An event as a shop's outbox would send it. */
function event(source = '/books', type = 'order.paid', key = newId()): CloudEvent {
  return {
    specversion: '1.0',
    id: newId(),
    source,
    type,
    subject: key,
    time: new Date().toISOString(),
    dataschema: `https://azora.dev/events/${type}/v1`,
    partitionkey: key,
    data: { orderId: key },
  }
}

const events = (count: number) => Array.from({ length: count }, () => event())

const publish = async (app: App, all: readonly CloudEvent[]) => {
  for (const one of all) await app.events.deliver(one)
}

/** Follows the feed by the SDK, until the test is over. */
function followed(app: App, options: Partial<FeedOptions> = {}) {
  const items: FeedItem[] = []
  const notices: FeedNotice[] = []
  const over = new AbortController()
  onTestFinished(() => over.abort())
  const token = () => app.issuer.tokenOf(OPERATOR)
  const notice = (each: FeedNotice) => notices.push(each)
  const feed = followFeed({
    url: app.url,
    token,
    webSocket: WebSocket,
    signal: over.signal,
    notice,
    ...options,
  })
  const ended = (async () => {
    for await (const item of feed) items.push(item)
  })()
  ended.catch(() => undefined)
  return {
    items,
    notices,
    ended,
    ids: () => items.flatMap(item => (item.kind === 'event' ? [item.event.id] : [])),
    connected: () => vi.waitFor(() => expect(notices).toContainEqual({ kind: 'connected' }), PATIENCE),
    async end() {
      over.abort()
      await ended
    },
  }
}

/** A bare WebSocket at the feed. */
async function bare(app: App, token: string, requestId: string = newId()) {
  const headers = { authorization: `Bearer ${token}`, 'x-request-id': requestId }
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/v1/feed`, { headers })
  onTestFinished(() => socket.terminate())
  await once(socket, 'message')
  return socket
}

/** With what a request for a WebSocket at the feed is refused. */
function refused(app: App, query: string, token?: string) {
  const headers = token ? { authorization: `Bearer ${token}` } : {}
  return refusal(new WebSocket(`${app.url.replace('http', 'ws')}/v1/feed${query}`, { headers }))
}

const idsOf = (all: readonly CloudEvent[]) => all.map(({ id }) => id).toSorted()

describe('the feed', { timeout: 90_000 }, () => {
  test('tells of what is published, from now on, with the service it comes from', async () => {
    await using app = await started(service)
    await publish(app, events(3))
    const following = followed(app)
    await following.connected()
    const fresh = events(3)
    await publish(app, fresh)
    await vi.waitFor(() => expect(following.ids().toSorted()).toEqual(idsOf(fresh)), PATIENCE)
    expect(following.items[0]).toMatchObject({ kind: 'event', service: 'books' })
    await following.end()
  })

  test('tells each of many the same', async () => {
    await using app = await started(service)
    const all = Array.from({ length: 10 }, () => followed(app))
    await Promise.all(all.map(one => one.connected()))
    const fresh = events(20)
    await publish(app, fresh)
    for (const one of all)
      await vi.waitFor(() => expect(one.ids().toSorted()).toEqual(idsOf(fresh)), PATIENCE)
  })

  test.each<[Partial<FeedOptions>, CloudEvent, CloudEvent]>([
    [{ type: 'order.*' }, event(), event('/books', 'book.lent')],
    [{ service: 'tools' }, event('/tools'), event('/books')],
    [{ key: 'k1' }, event('/books', 'order.paid', 'k1'), event('/books', 'order.paid', 'k2')],
    [{ request: 'r1' }, { ...event(), correlationid: 'r1' }, { ...event(), correlationid: 'r2' }],
  ])('tells of what was asked for alone: %j', async (choice, wanted, other) => {
    await using app = await started(service)
    const following = followed(app, choice)
    await following.connected()
    await publish(app, [other, wanted])
    await vi.waitFor(() => expect(following.ids()).toEqual([wanted.id]), PATIENCE)
  })

  test('is read without a WebSocket too, from the same cursors', async () => {
    await using app = await started(service)
    const operator = await app.as(OPERATOR)
    const { cursor, items } = await operator.feed.read()
    expect(items).toEqual([])
    const fresh = event()
    await publish(app, [fresh])
    const page = await operator.feed.read({ query: { cursor } })
    expect(page.items).toMatchObject([{ kind: 'event', service: 'books', event: { id: fresh.id } }])
    expect((await operator.feed.read({ query: { cursor: page.cursor } })).items).toEqual([])
    const following = followed(app, { cursor })
    await vi.waitFor(() => expect(following.ids()).toEqual([fresh.id]), PATIENCE)
  })
})

describe('a connection that ends', { timeout: 90_000 }, () => {
  test('is made again, and nothing is lost or repeated, however often it is cut', async () => {
    await using app = await started(service)
    const sockets = new Set<WebSocket>()
    class Cuttable extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols)
        sockets.add(this)
        this.once('close', () => sockets.delete(this))
      }
    }
    const following = followed(app, { webSocket: Cuttable, time: quick() })
    await following.connected()
    const all = events(120)
    for (let start = 0; start < all.length; start += 20) {
      await publish(app, all.slice(start, start + 20))
      for (const socket of sockets) socket.terminate()
    }
    await vi.waitFor(() => expect(following.ids()).toHaveLength(all.length), PATIENCE)
    expect(following.ids().toSorted()).toEqual(idsOf(all))
    expect(following.notices.filter(({ kind }) => kind === 'disconnected').length).toBeGreaterThan(0)
  })

  test('because the service goes away is closed with 1001', async () => {
    const app = await started(service)
    const socket = await bare(app, await app.issuer.tokenOf(OPERATOR))
    const closing = once(socket, 'close')
    await app[Symbol.asyncDispose]()
    const [code, reason] = (await closing) as [number, Buffer]
    expect([code, String(reason)]).toEqual([1001, 'the service is restarting'])
  })

  test('because the token has is closed with 4401, and goes on with another token', async () => {
    await using app = await started(service)
    const token = await app.issuer.tokenOf(OPERATOR, { expiresInSeconds: 60 })
    const socket = await bare(app, token)
    const following = followed(app, {
      token: refused => (refused ? app.issuer.tokenOf(OPERATOR) : token),
      time: quick(),
    })
    await following.connected()
    const closing = once(socket, 'close')
    app.clock.advance(120_000)
    const [code] = (await closing) as [number]
    expect(code).toBe(4401)
    await vi.waitFor(
      () => expect(following.notices.filter(({ kind }) => kind === 'connected')).toHaveLength(2),
      PATIENCE,
    )
    const fresh = event()
    await publish(app, [fresh])
    await vi.waitFor(() => expect(following.ids()).toEqual([fresh.id]), PATIENCE)
    expect(following.notices).toContainEqual(expect.objectContaining({ kind: 'disconnected', code: 4401 }))
  })

  test('because nothing is read is closed with 4408, and the others are told all the while', async () => {
    await using app = await started(service, { env: { WEBSOCKET_PATIENCE_MS: '200' } })
    const slow = await bare(app, await app.issuer.tokenOf(OPERATOR), 'the-slow-one')
    let cursor = ''
    let told = 0
    slow.on('message', data => {
      const message = JSON.parse(String(data)) as { kind: string; cursor: string }
      if (message.kind === 'event') told++
      cursor = message.cursor
    })
    const following = followed(app)
    await following.connected()
    slow.pause()
    const all = Array.from({ length: 400 }, () => ({ ...event(), data: { text: 'x'.repeat(60_000) } }))
    await publish(app, all)
    await vi.waitFor(() => expect(following.ids()).toHaveLength(all.length), PATIENCE)
    const closed = expect.objectContaining({ code: 4408, requestId: 'the-slow-one' })
    await vi.waitFor(() => expect(app.logs.records).toContainEqual(closed), PATIENCE)
    const closing = once(slow, 'close')
    slow.resume()
    const [code] = (await closing) as [number]
    expect(code).toBe(4408)
    expect(told).toBeLessThan(all.length)
    const rest = followed(app, { cursor })
    await vi.waitFor(() => expect(rest.ids()).toHaveLength(all.length - told), PATIENCE)
  })
})

describe('before there is a WebSocket', { timeout: 90_000 }, () => {
  test.each([
    ['?type=a..b', 400, 'invalid-request'],
    ['?cursor=nonsense', 400, 'invalid-request'],
  ])('%s is refused with a problem', async (query, status, code) => {
    await using app = await started(service)
    const token = await app.issuer.tokenOf(OPERATOR)
    expect(await refused(app, query, token)).toEqual({ status, code })
    const following = followed(app, Object.fromEntries(new URLSearchParams(query)))
    await expect(following.ended).rejects.toMatchObject({ code })
  })

  test('whoever may not read events is refused with a problem', async () => {
    await using app = await started(service)
    expect(await refused(app, '')).toEqual({ status: 401, code: 'unauthenticated' })
    const token = await app.issuer.tokenOf(user())
    expect(await refused(app, '', token)).toEqual({ status: 403, code: 'forbidden' })
    await expect(followed(app, { token }).ended).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('no more than may be open are let in', async () => {
    await using app = await started(service, { env: { WEBSOCKETS: '2', WEBSOCKETS_PER_PRINCIPAL: '1' } })
    const token = () => app.issuer.tokenOf(user({ permissions: ['event:read'] }))
    const mine = await token()
    await bare(app, mine)
    expect(await refused(app, '', mine)).toEqual({ status: 429, code: 'rate-limited' })
    await bare(app, await token())
    expect(await refused(app, '', await token())).toEqual({ status: 503, code: 'service-unavailable' })
  })

  test('where nothing carries events it is said', async () => {
    await using app = await started(service, { env: { EVENT_TRANSPORT: '' } })
    const token = await app.issuer.tokenOf(OPERATOR)
    expect(await refused(app, '', token)).toEqual({ status: 409, code: 'feed-not-possible' })
  })
})

/** A clock of which pauses take no time. */
const quick = () => ({
  now: Date.now,
  random: () => 0,
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
  wait: () => new Promise<void>(resolve => setImmediate(resolve)),
})
