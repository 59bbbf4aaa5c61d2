import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { answerTo, closedPort, engine, hello, rawServer } from '../../test/fixture-servers.js'

describe('retries', () => {
  /** An upstream that drops every connection once a request is on it. */
  const dropping = async (seen: string[]) =>
    rawServer(socket =>
      socket.once('data', data => {
        seen.push(data.toString().split('\r\n')[0] ?? '')
        socket.destroy()
      }),
    )
  const first = { random: () => 0 }

  test('a GET that one replica dropped is answered by another', async () => {
    const seen: string[] = []
    await using broken = await dropping(seen)
    await using upstream = await hello()
    await using gateway = await engine([broken.url, upstream.url], first)

    const response = await fetch(gateway.url)

    expect(await response.text()).toBe('hello')
    expect(seen).toHaveLength(1)
  })

  test('a POST without a key is never sent twice', async () => {
    const seen: string[] = []
    await using broken = await dropping(seen)
    await using upstream = await hello()
    await using gateway = await engine([broken.url, upstream.url], first)

    const answers = await Promise.all(
      Array.from(
        { length: 8 },
        async () => (await fetch(gateway.url, { method: 'POST', body: '{}' })).status,
      ),
    )

    expect(seen.length + upstream.requests.length).toBe(8)
    expect(answers.filter(status => status === 502)).toHaveLength(seen.length)
    expect(seen.length).toBeGreaterThan(0)
  })

  test('a POST with an Idempotency-Key is sent once more', async () => {
    const seen: string[] = []
    await using broken = await dropping(seen)
    await using upstream = await hello()
    await using gateway = await engine([broken.url, upstream.url], first)

    const response = await fetch(gateway.url, {
      method: 'POST',
      body: '{}',
      headers: { 'idempotency-key': 'k1' },
    })

    expect(await response.text()).toBe('hello')
  })

  test('a POST whose key ends at the gateway is not: the service would not know it again', async () => {
    const seen: string[] = []
    await using broken = await dropping(seen)
    await using upstream = await hello()
    await using gateway = await engine([broken.url, upstream.url], first)

    const headers = { 'idempotency-key': 'k1', connection: 'close, idempotency-key', 'content-length': 2 }
    const response = await answerTo(request(gateway.url, { method: 'POST', headers }).end('{}'))

    expect(response.statusCode).toBe(502)
    expect(upstream.requests).toEqual([])
  })

  test('a POST that reached nobody goes to another replica', async () => {
    await using upstream = await hello()
    await using gateway = await engine([await closedPort(), upstream.url], first)

    const response = await fetch(gateway.url, { method: 'POST', body: '{}' })

    expect(await response.text()).toBe('hello')
  })

  test('a tenth of the requests may be retried, beyond one for each that may be under way', async () => {
    const seen: string[] = []
    await using broken = await dropping(seen)
    await using gateway = await engine([broken.url], { capacity: 10, circuit: { threshold: 1_000 } })

    for (let n = 0; n < 40; n++) await fetch(gateway.url)

    expect(seen.length).toBeGreaterThanOrEqual(40 + 10)
    expect(seen.length).toBeLessThanOrEqual(40 + 15)
  })
})
