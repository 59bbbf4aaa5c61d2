import { once } from 'node:events'
import { contract, problem, route } from '@azora/contracts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import * as z from 'zod'
import { defineService, implement } from '../src/index.js'
import { refusal, type Started, started, user } from '../src/testing/index.js'

const TooMany = problem('too-many-ticks', 409, 'Nobody counts so far')

const clock = {
  ticks: route.get('/ticks', {
    summary: 'Count',
    access: 'user',
    query: z.object({ to: z.int().min(1).default(1) }),
    returns: z.object({ to: z.int() }),
    messages: z.object({ tick: z.int(), who: z.string() }),
    problems: [TooMany],
  }),
  plain: route.get('/plain', { summary: 'Say nothing', access: 'public', returns: z.object({}) }),
}

/** Counts on a WebSocket; to a hundred, fails; to a thousand, is refused; to ten it never comes. */
const service = defineService({
  contract: contract('clock', { title: 'Clock', description: 'Counts.', routes: { clock } }),
  routes: () => ({
    clock: implement(clock).with(
      { ticks: ({ query }) => query, plain: () => ({}) },
      {
        ticks: ({ query: { to }, principal, closed }) => {
          if (to === 1_000) throw new TooMany()
          return counted(to, principal.id, closed)
        },
      },
    ),
  }),
})

async function* counted(to: number, who: string, closed: AbortSignal) {
  for (let tick = 1; tick <= to && !closed.aborted; tick++) {
    if (to === 10 && tick > 1) await once(closed, 'abort')
    yield [{ tick, who }]
    if (to === 100) throw new Error('the clock broke')
  }
}

interface Asked {
  path?: string
  headers?: Record<string, string>
  protocols?: string[]
}

function asked(app: Pick<Started, 'url'>, { path = '/v1/ticks', headers = {}, protocols = [] }: Asked = {}) {
  const socket = new WebSocket(app.url.replace('http', 'ws') + path, protocols, { headers })
  onTestFinished(() => socket.terminate())
  socket.on('error', () => undefined)
  return socket
}

/** Everything that was told, and with which code it ended. */
async function told(socket: WebSocket) {
  const messages: unknown[] = []
  socket.on('message', data => messages.push(JSON.parse(String(data))))
  const [code] = (await once(socket, 'close')) as [number]
  return { messages, code }
}

const ID = '019b0000-0000-7000-8000-000000000001'
const tokenOf = (app: Pick<Started, 'issuer'>) => app.issuer.tokenOf(user({ id: ID }))
const bearer = async (app: Pick<Started, 'issuer'>) => ({ authorization: `Bearer ${await tokenOf(app)}` })

describe('a WebSocket at a route', () => {
  test('tells what the route has to tell, to whoever asked, and ends', async () => {
    await using app = await started(service)
    const socket = asked(app, { path: '/v1/ticks?to=3', headers: await bearer(app) })
    const messages = [1, 2, 3].map(tick => ({ tick, who: ID }))
    expect(await told(socket)).toEqual({ messages, code: 1000 })
  })

  test('is for whoever shows a token among the subprotocols, too', async () => {
    await using app = await started(service)
    const socket = asked(app, { protocols: ['azora', `azora.bearer.${await tokenOf(app)}`] })
    expect(await told(socket)).toEqual({ messages: [{ tick: 1, who: ID }], code: 1000 })
    expect(socket.protocol).toBe('azora')
  })

  test('counts a header before a subprotocol', async () => {
    await using app = await started(service)
    const protocols = ['azora', `azora.bearer.${await tokenOf(app)}`]
    const socket = asked(app, { headers: { authorization: 'Bearer a.b.c' }, protocols })
    expect(await refusal(socket)).toEqual({ status: 401, code: 'unauthenticated' })
  })

  test('that fails is closed with 1011', async () => {
    await using app = await started(service)
    const socket = asked(app, { path: '/v1/ticks?to=100', headers: await bearer(app) })
    expect(await told(socket)).toMatchObject({ code: 1011 })
  })

  test('to which something is said is closed with 1008', async () => {
    await using app = await started(service)
    const socket = asked(app, { path: '/v1/ticks?to=10', headers: await bearer(app) })
    const ended = told(socket)
    await once(socket, 'open')
    socket.send('hello')
    expect(await ended).toMatchObject({ code: 1008 })
  })

  test('that is cut lets go of what is told, and counts no more', async () => {
    await using app = await started(service, { env: { WEBSOCKETS: '1' } })
    const headers = await bearer(app)
    for (let turn = 0; turn < 3; turn++) {
      const socket = asked(app, { path: '/v1/ticks?to=10', headers })
      await once(socket, 'message')
      const open = await app.service.metrics.registry.getSingleMetricAsString('websockets_open')
      expect(open).toMatch(/ 1$/m)
      socket.terminate()
      await expect
        .poll(() => app.service.metrics.registry.getSingleMetricAsString('websockets_open'), {
          timeout: 15_000,
        })
        .toMatch(/ 0$/m)
    }
  })

  test.each([
    ['/v1/ticks?to=none', { status: 400, code: 'invalid-request' }],
    ['/v1/ticks?to=1000', { status: 409, code: 'too-many-ticks' }],
    ['/v1/plain', { status: 400, code: 'invalid-request' }],
    ['/v1/nothing', { status: 404, code: 'not-found' }],
  ])('at %s is refused by a problem', async (path, expected) => {
    await using app = await started(service)
    expect(await refusal(asked(app, { path, headers: await bearer(app) }))).toEqual(expected)
  })
})

test('a contract that declares messages nobody tells is refused at the start', async () => {
  const silent = defineService({
    contract: contract('clock', { title: 'Clock', description: 'Counts.', routes: { clock } }),
    routes: () => ({ clock: implement(clock).with({ ticks: ({ query }) => query, plain: () => ({}) }) }),
  })
  await expect(started(silent)).rejects.toThrow('clock declares clock.ticks but nothing implements it')
})
