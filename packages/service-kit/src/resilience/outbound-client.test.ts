import { BadGateway, DeadlineExceeded } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import { answer, listening } from '../../fixtures/listening.js'
import { testKit } from '../../fixtures/test-kit.js'
import { HostRefused, onlyOrigin } from './host-guard.js'
import { type OutboundClientOptions, outboundClient } from './outbound-client.js'

/** A client of a server that answers with these statuses in turn, the last one for ever. */
async function calling(statuses: readonly number[], options: Partial<OutboundClientOptions> = {}) {
  let calls = 0
  const server = await listening((request, response) => {
    const status = statuses[Math.min(calls++, statuses.length - 1)] ?? 200
    if (status === 0) request.socket.destroy()
    if (status <= 0) return
    response.setHeaders(
      new Map([
        ['retry-after', '0'],
        ['location', 'http://127.0.0.1:1/'],
      ]),
    )
    answer(response, status, { call: calls })
  })
  const client = outboundClient({ name: 'peer', hosts: [], guard: onlyOrigin(server.url), ...options })
  const kit = testKit()
  client.start(kit)
  return {
    client,
    kit,
    calls: () => calls,
    send: (method: 'GET' | 'POST' = 'GET') => client.request({ method, url: `${server.url}/x` }),
    [Symbol.asyncDispose]: async () => {
      client.stop()
      await server[Symbol.asyncDispose]()
    },
  }
}

describe('a request to the outside', () => {
  test('comes back with whatever was answered', async () => {
    await using it = await calling([404])
    expect(await it.send()).toMatchObject({
      status: 404,
      text: '{"call":1}',
      headers: { 'content-type': 'application/json' },
    })
  })

  test('is repeated where that is harmless, and only there', async () => {
    await using it = await calling([503, 0, 200])
    expect((await it.send()).status).toBe(200)
    await using other = await calling([503, 200])
    expect((await other.send('POST')).status).toBe(503)
  })

  test('comes back with the last answer when it never gets a better one', async () => {
    await using it = await calling([503], { attempts: 2 })
    expect((await it.send()).status).toBe(503)
    expect(it.calls()).toBe(2)
  })

  test('follows no redirect', async () => {
    await using it = await calling([302])
    expect((await it.send()).status).toBe(302)
  })

  test('is given up when it takes too long', async () => {
    await using it = await calling([-1], { timeoutMs: 30, attempts: 1 })
    await expect(it.send()).rejects.toBeInstanceOf(DeadlineExceeded)
  })

  test('that reaches nobody fails without telling its credentials', async () => {
    await using it = await calling([0], { attempts: 1 })
    const failure: unknown = await it.send().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(BadGateway)
    expect(JSON.stringify((failure as Error).cause)).not.toContain('headers')
  })

  test('is refused before it is sent when it leads elsewhere', async () => {
    await using it = await calling([200])
    await expect(it.client.request({ method: 'GET', url: 'http://127.0.0.1:1/' })).rejects.toBeInstanceOf(
      HostRefused,
    )
  })

  test('is refused when an allowed name leads to this machine', async () => {
    const client = outboundClient({ name: 'peer', hosts: ['localhost'], attempts: 1 })
    await expect(client.request({ method: 'GET', url: 'https://localhost:1/' })).rejects.toBeInstanceOf(
      HostRefused,
    )
    client.stop()
  })

  test('is not sent while the callee is being spared, which the check and the metrics show', async () => {
    await using it = await calling([502], { attempts: 1 })
    for (let call = 0; call < 10; call++) await it.send()
    const before = it.calls()
    await expect(it.send()).rejects.toMatchObject({ code: 'service-unavailable' })
    expect(it.calls()).toBe(before)
    expect(() => it.client.check()).toThrow('is being spared')
    expect(await it.kit.metrics.registry.metrics()).toMatch(
      /callee="peer",operation="GET",outcome="502".* 10/,
    )
  })

  test('is cut off when the answer is larger than accepted', async () => {
    await using it = await calling([200], { maxAnswerBytes: 5, attempts: 1 })
    await expect(it.send()).rejects.toBeInstanceOf(BadGateway)
  })
})
