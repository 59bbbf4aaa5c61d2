import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { contract, problem, route } from '@azora/contracts'
import { CircuitOpen } from '@azora/sdk'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { answer, jsonOf, listening } from '../../fixtures/listening.js'
import { testKit } from '../../fixtures/test-kit.js'
import { RequestContext, withRequest } from '../http/request-context.js'
import { serviceClient } from './service-client.js'
import { serviceTokens } from './service-tokens.js'
import { upstreamProblem } from './upstream-problem.js'

const NoteMissing = problem('note-missing', 404, 'There is no such note')
const Note = z.object({ title: z.string() })
const notes = contract('notes', {
  title: 'Notes',
  description: 'For tests.',
  routes: {
    notes: {
      get: route.get('/notes/{noteId}', {
        summary: 'Get',
        access: 'service',
        params: z.object({ noteId: z.string() }),
        returns: Note,
        problems: [NoteMissing],
      }),
      sign: route.post('/notes/sign', {
        summary: 'Sign',
        access: 'service',
        body: Note,
        returns: Note,
        idempotency: 'ignored',
      }),
    },
  },
})

type Answer = (request: IncomingMessage, response: ServerResponse, call: number) => void
const ok: Answer = (_, response) => answer(response, 200, { title: 'a' })

/** An auth that issues tokens `token-1`, `token-2` …, counting them. */
async function authOf(
  issue: (n: number, clockMs: number) => { status: number; forMs: number } = () => ({
    status: 201,
    forMs: 300_000,
  }),
) {
  const kit = testKit()
  const asked: { audience: unknown; authorization: string | undefined }[] = []
  const issued = async (request: IncomingMessage, response: ServerResponse) => {
    const { audience } = (await jsonOf(request)) as { audience: string }
    const n = asked.push({ audience, authorization: request.headers.authorization })
    const { status, forMs } = issue(n, kit.clock.now().getTime())
    const expiresAt = new Date(kit.clock.now().getTime() + forMs).toISOString()
    if (status === 201) answer(response, 201, { accessToken: `token-${n}`, expiresAt })
    else answer(response, status, { code: 'service-unavailable', status, title: 'away' })
  }
  const server = await listening((request, response) => void issued(request, response))
  const tokens = serviceTokens({
    authUrl: server.url,
    serviceKey: 'azk_local_me_secretsecret',
    clock: kit.clock,
  })
  return { kit, asked, tokens, url: server.url, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

/** A client of `notes`, and what reached it. */
async function calling(respond: Answer) {
  const auth = await authOf()
  const seen: IncomingHttpHeaders[] = []
  const server = await listening((request, response) =>
    respond(request, response, seen.push(request.headers)),
  )
  const credentials = { authUrl: auth.url, serviceKey: 'azk_local_me_secretsecret' }
  const client = serviceClient(notes, { url: server.url, credentials })
  client.start(auth.kit)
  return {
    api: client.api,
    client,
    seen,
    kit: auth.kit,
    [Symbol.asyncDispose]: async () => {
      client.stop()
      await server[Symbol.asyncDispose]()
      await auth[Symbol.asyncDispose]()
    },
  }
}

const get = { params: { noteId: 'n' } }

describe('a call to another service', () => {
  test('carries a token for it, and the ids, trace and deadline of the request being served', async () => {
    await using it = await calling(ok)
    const context = new RequestContext(
      { headers: { 'x-request-id': 'request-1', 'x-azora-deadline': '7000' } },
      '127.0.0.1',
      it.kit.log,
    )
    await withRequest(context, () => it.api.notes.get(get))
    const [headers] = it.seen
    expect(headers).toMatchObject({ authorization: 'Bearer token-1', 'x-request-id': 'request-1' })
    expect(headers?.['traceparent']).toContain(context.trace.traceId)
    expect(Number(headers?.['x-azora-deadline'])).toBeLessThanOrEqual(7_000)
    expect(await it.kit.metrics.registry.metrics()).toMatch(
      /callee="notes",operation="notes.get",outcome="200"/,
    )
  })

  test('ends with the deadline of the request being served', async () => {
    await using it = await calling(() => undefined)
    const context = new RequestContext({ headers: { 'x-azora-deadline': '40' } }, '127.0.0.1', it.kit.log)
    const failure = await withRequest(context, () => it.api.notes.get(get).catch((error: unknown) => error))
    expect(['call-timed-out', 'call-aborted']).toContain(Reflect.get(failure as Error, 'code'))
  })

  test('throws the problems of its contract', async () => {
    await using it = await calling((_, response) =>
      answer(response, 404, { code: 'note-missing', status: 404, title: 'no' }),
    )
    await expect(it.api.notes.get(get)).rejects.toBeInstanceOf(NoteMissing)
  })

  test('is repeated where it cannot take effect twice, and only there', async () => {
    const flaky: Answer = (request, response, call) =>
      call === 1 ? request.socket.destroy() : ok(request, response, call)
    await using it = await calling(flaky)
    expect(await it.api.notes.get(get)).toEqual({ title: 'a' })
    await using other = await calling(flaky)
    await expect(other.api.notes.sign({ body: { title: 'a' } })).rejects.toMatchObject({
      code: 'connection-failed',
    })
    expect(other.seen).toHaveLength(1)
  })

  test('is not made while the callee is being spared', async () => {
    await using it = await calling((_, response) =>
      answer(response, 503, { code: 'service-unavailable', status: 503, title: 'x' }),
    )
    const sign = () => it.api.notes.sign({ body: { title: 'a' } }).catch((error: unknown) => error)
    for (let call = 0; call < 10; call++) await sign()
    expect(await sign()).toBeInstanceOf(CircuitOpen)
    expect(it.seen).toHaveLength(10)
    expect(() => it.client.check()).toThrow('is being spared')
  })
})

describe('the token of a service', () => {
  test('is asked for once for all who need it, and kept until a minute before it expires', async () => {
    await using it = await authOf()
    const first = await Promise.all(Array.from({ length: 20 }, () => it.tokens('notes')))
    it.kit.clock.advance(239_000)
    expect([...first, await it.tokens('notes')].every(token => token === 'token-1')).toBe(true)
    it.kit.clock.advance(2_000)
    expect(await it.tokens('notes')).toBe('token-2')
    expect(it.asked[0]).toEqual({ audience: 'notes', authorization: 'Bearer azk_local_me_secretsecret' })
  })

  test('is another one for another service', async () => {
    await using it = await authOf()
    expect(await it.tokens('notes')).not.toBe(await it.tokens('finance'))
  })

  test('serves to its end while auth is away, and no longer', async () => {
    await using it = await authOf(n => ({ status: n === 1 ? 201 : 503, forMs: 300_000 }))
    await it.tokens('notes')
    it.kit.clock.advance(290_000)
    expect(await it.tokens('notes')).toBe('token-1')
    it.kit.clock.advance(10_000)
    await expect(it.tokens('notes')).rejects.toMatchObject({ code: 'service-unavailable' })
  })

  test('cannot be had without a key, and the failure names the setting', async () => {
    const tokens = serviceTokens({
      authUrl: 'http://127.0.0.1:1',
      serviceKey: undefined,
      clock: testKit().clock,
    })
    await expect(tokens('notes')).rejects.toThrow('AZORA_SERVICE_KEY')
  })
})

describe('the failure of another service', () => {
  test('is never passed on as its own refusal', async () => {
    const statuses = [401, 403, 404, 429, 500, 502, 503, 504]
    const meanings: unknown[] = []
    for (const status of statuses) {
      await using it = await calling((_, response) =>
        answer(response, status, { code: `c-${status}`, status, title: 'x' }),
      )
      const failure = await it.api.notes.get(get, { retries: 0 }).catch((error: unknown) => error)
      meanings.push(upstreamProblem(failure)?.status)
    }
    expect(meanings).toEqual([502, 502, 502, 503, 502, 502, 503, 504])
  })

  test('to answer at all is told apart', async () => {
    await using it = await calling(request => request.socket.destroy())
    const failure = await it.api.notes.get(get, { retries: 0 }).catch((error: unknown) => error)
    expect(upstreamProblem(failure)?.code).toBe('upstream-unreachable')
    expect(upstreamProblem(new Error('ours'))).toBeNull()
    expect(upstreamProblem(new NoteMissing())).toBeNull()
  })
})
