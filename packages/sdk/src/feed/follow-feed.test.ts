import { Problem, ServiceUnavailable } from '@azora/contracts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { FeedEvent } from '../generated/nexus.js'
import { type FeedItem, type FeedNotice, type FeedOptions, followFeed } from './follow-feed.js'
import type { WebSocketLike } from './web-socket.js'

type Listener = (event: never) => void

/** A WebSocket in the hands of the test. */
class FakeSocket implements WebSocketLike {
  static readonly all: FakeSocket[] = []
  readonly url: URL
  readonly protocols: string[]
  closedWith: number | undefined
  readonly #listeners = new Map<string, Listener[]>()

  constructor(url: string, protocols: string[]) {
    this.url = new URL(url)
    this.protocols = protocols
    FakeSocket.all.push(this)
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
  }

  close(code = 1_005): void {
    this.closedWith ??= code
  }

  say(...messages: object[]): void {
    this.#tell('open', {})
    for (const message of messages) this.#tell('message', { data: JSON.stringify(message) })
  }

  end(code: number, reason = ''): void {
    this.#tell('close', { code, reason })
  }

  #tell(type: string, event: object): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as never)
  }
}

const event = (n: number, cursor = `c${n}`) =>
  ({ kind: 'event', service: 'auth', event: { id: `e${n}` }, cursor }) as FeedEvent
const heartbeat = (cursor: string) => ({ kind: 'heartbeat', cursor })

/** Pauses take no time; what would call back later does so when it is told to. */
function fakeTime() {
  const timers = new Set<() => void>()
  return {
    timers,
    now: () => 0,
    random: () => 1,
    after(_: number, callback: () => void) {
      timers.add(callback)
      return () => timers.delete(callback)
    },
    wait: () => new Promise<void>(resolve => setImmediate(resolve)),
  }
}

function following(options: Partial<FeedOptions> = {}) {
  FakeSocket.all.length = 0
  const items: FeedItem[] = []
  const notices: FeedNotice[] = []
  const over = new AbortController()
  const time = fakeTime()
  const feed = followFeed({
    url: 'http://gateway/nexus/',
    webSocket: FakeSocket,
    notice: notice => notices.push(notice),
    signal: over.signal,
    time,
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
    time,
    abort: () => over.abort(),
    ids: () => items.map(item => (item.kind === 'event' ? item.event.id : item.kind)),
    /** The n-th connection, once it is made. */
    socket: connection,
  }
}

/** The n-th connection, once it is made. */
const connection = (n: number) =>
  soon(() => {
    const socket = FakeSocket.all[n]
    if (!socket) throw new Error('no connection yet')
    return socket
  })

/** What a plain request for the feed is answered with. */
const answering = (...answers: (Problem | undefined)[]) =>
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => {
    const problem = answers.shift()
    return problem ? new Response(JSON.stringify(problem), { status: problem.status }) : new Response('{}')
  })

const problem = (code: string, status: number) => new Problem({ code, status, title: code })

/** Generous: it only ends what would never end. */
const soon = <Result>(isSo: () => Result) => vi.waitFor(isSo, { timeout: 15_000, interval: 5 })

afterEach(() => vi.restoreAllMocks())

describe('a feed', () => {
  test('is asked for what was chosen, with the token among the subprotocols', async () => {
    const it = following({ token: 'a.b.c', type: 'user.*', key: 'k' })
    const { url, protocols } = await it.socket(0)
    expect(url.href).toBe('ws://gateway/nexus/v1/feed?type=user.*&key=k')
    expect(protocols).toEqual(['azora', 'azora.bearer.a.b.c'])
    it.abort()
    await it.ended
  })

  test('goes on from the last cursor, that of a heartbeat too', async () => {
    const it = following()
    const first = await it.socket(0)
    first.say(heartbeat('c0'), event(1), heartbeat('c2'))
    first.end(1001, 'restarting')
    const second = await it.socket(1)
    expect(second.url.searchParams.get('cursor')).toBe('c2')
    second.say(event(3), { kind: 'gap', reason: 'no-longer-kept', cursor: 'c4' })
    await soon(() => expect(it.ids()).toEqual(['e1', 'e3', 'gap']))
    expect(it.notices).toMatchObject([
      { kind: 'connected' },
      { kind: 'disconnected', code: 1001, reason: 'restarting', retryInMs: 250 },
      { kind: 'connected' },
    ])
    it.abort()
    await it.ended
  })

  test('tells an event once that a carrier repeats', async () => {
    const it = following()
    const socket = await it.socket(0)
    socket.say(event(1), event(2), event(1, 'c3'), event(4))
    await soon(() => expect(it.ids()).toEqual(['e1', 'e2', 'e4']))
    it.abort()
    await it.ended
  })

  test('is given up when nothing is heard for too long, and made again', async () => {
    const it = following()
    const socket = await it.socket(0)
    socket.say(event(1))
    for (const callBack of it.time.timers) callBack()
    expect(socket.closedWith).toBeDefined()
    expect((await it.socket(1)).url.searchParams.get('cursor')).toBe('c1')
    it.abort()
    await it.ended
  })

  test('holds no more than a thousand messages for whoever does not read them, and loses none', async () => {
    FakeSocket.all.length = 0
    const feed = followFeed({ url: 'http://gateway/nexus', webSocket: FakeSocket, time: fakeTime() })
    const first = feed.next()
    const socket = await connection(0)
    socket.say(...Array.from({ length: 1_500 }, (_, n) => event(n)))
    expect((await first).value).toMatchObject({ event: { id: 'e0' } })
    expect(socket.closedWith).toBe(1_000)
    let last: FeedItem | undefined
    for (let n = 1; n < 1_000; n++) last = (await feed.next()).value ?? undefined
    const more = feed.next()
    const again = await connection(1)
    expect(again.url.searchParams.get('cursor')).toBe(last?.cursor)
    again.say(event(1_000))
    expect((await more).value).toMatchObject({ event: { id: 'e1000' } })
    await feed.return()
    expect(again.closedWith).toBe(1_000)
  })

  test('ends when it is aborted, whatever it waits for', async () => {
    const it = following()
    const socket = await it.socket(0)
    it.abort()
    await it.ended
    expect(socket.closedWith).toBe(1_000)
  })
})

describe('a connection that is refused', () => {
  test('is tried again while the platform cannot be reached or is busy', async () => {
    const asked = answering(new ServiceUnavailable(), undefined)
    const it = following()
    ;(await it.socket(0)).end(1006)
    ;(await it.socket(1)).end(1006)
    ;(await it.socket(2)).say(event(1))
    await soon(() => expect(it.ids()).toEqual(['e1']))
    expect(asked).toHaveBeenCalledTimes(2)
    it.abort()
    await it.ended
  })

  test('fails with the problem that says why', async () => {
    answering(problem('forbidden', 403))
    const it = following()
    ;(await it.socket(0)).end(1006)
    await expect(it.ended).rejects.toMatchObject({ code: 'forbidden', status: 403 })
  })

  test('for its token is made again with another, or fails', async () => {
    answering(problem('unauthenticated', 401), problem('unauthenticated', 401))
    const tokens = ['old', 'new']
    const it = following({ token: refused => (refused === 'old' ? 'new' : (tokens.shift() ?? 'new')) })
    const first = await it.socket(0)
    first.say(event(1))
    first.end(4401)
    const second = await it.socket(1)
    expect([first.protocols[1], second.protocols[1]]).toEqual(['azora.bearer.old', 'azora.bearer.new'])
    second.end(4401)
    await expect(it.ended).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('waits while no token can be had', async () => {
    const outcomes = [new ServiceUnavailable('auth is away'), 'token']
    const it = following({
      token: async () => {
        const outcome = outcomes.shift() ?? 'token'
        if (outcome instanceof Error) throw outcome
        return outcome
      },
    })
    ;(await it.socket(0)).say(event(1))
    await soon(() => expect(it.ids()).toEqual(['e1']))
    expect(it.notices[0]).toMatchObject({ kind: 'disconnected', reason: 'auth is away' })
    it.abort()
    await it.ended
  })

  test('for what no WebSocket can be opened with names the remedy', async () => {
    vi.stubGlobal('WebSocket', undefined)
    const feed = followFeed({ url: 'http://gateway/nexus' })
    await expect(feed.next()).rejects.toMatchObject({ code: 'not-configured' })
    vi.unstubAllGlobals()
  })
})
