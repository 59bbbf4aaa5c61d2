import { request as httpRequest } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { describe, expect, test } from 'vitest'
import { answerTo, engine, hello, sendRaw, upstreamServer } from '../../test/fixture-servers.js'

describe('limits', () => {
  test('a declared length beyond the limit is refused before the upstream hears of it', async () => {
    await using upstream = await hello()
    await using gateway = await engine([upstream.url], { maxBodyBytes: 10 })

    const response = await fetch(gateway.url, { method: 'POST', body: 'x'.repeat(11) })

    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ code: 'payload-too-large' })
    expect(upstream.requests).toHaveLength(0)
  })

  test('a body in chunks is cut off where it passes the limit, and the client sees why', async () => {
    await using upstream = await upstreamServer(request => request.on('error', () => undefined).resume())
    await using gateway = await engine([upstream.url], { maxBodyBytes: 1_000_000 })

    const request = httpRequest(gateway.url, { method: 'POST' })
    const pouring = pipeline(endless, request).catch(() => undefined)
    const response = await answerTo(request)
    request.destroy()
    await pouring

    expect(response.statusCode).toBe(413)
  })

  async function* endless() {
    for (;;) yield Buffer.alloc(64 * 1024)
  }

  test('an upstream that does not answer in time is given up with 504', async () => {
    await using upstream = await upstreamServer(() => undefined)
    await using gateway = await engine([upstream.url], { timeoutMs: 50 })

    const response = await fetch(gateway.url)

    expect(response.status).toBe(504)
    expect(await response.json()).toMatchObject({ code: 'deadline-exceeded' })
  })

  test('a client that does not finish its request in time gets 408', async () => {
    await using upstream = await hello()
    await using gateway = await engine([upstream.url], { timeoutMs: 50 })

    const answer = await sendRaw(
      gateway.port,
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc',
      text => text.includes('\r\n\r\n'),
    )

    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(upstream.requests).toHaveLength(0)
  })

  test('a client that sends the end of its request when time is nearly up does not count against the service', async () => {
    await using upstream = await upstreamServer(() => undefined)
    await using gateway = await engine([upstream.url], { timeoutMs: 400, circuit: { threshold: 1 } })

    const request = httpRequest(gateway.url, { method: 'POST', headers: { 'content-length': 2 } })
    request.write('{')
    setTimeout(() => request.end('}'), 250)
    const response = await answerTo(request)

    expect([response.statusCode, upstream.requests.length]).toEqual([504, 1])
    expect(gateway.upstream.replicas[0]?.circuit.state).toBe('closed')
  })

  test('a service that had the whole request for half of the time has failed', async () => {
    await using upstream = await upstreamServer(() => undefined)
    await using gateway = await engine([upstream.url], { timeoutMs: 50, circuit: { threshold: 1 } })

    await fetch(gateway.url, { method: 'POST', body: '{}' })

    expect(gateway.upstream.replicas[0]?.circuit.state).toBe('open')
  })

  test('an answer that stalls halfway is cut, so that the client notices', async () => {
    await using upstream = await upstreamServer((_, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('half')
    })
    await using gateway = await engine([upstream.url], { timeoutMs: 500 })

    const response = await fetch(gateway.url)

    await expect(response.text()).rejects.toThrow('terminated')
  })

  test('an early answer to a large upload reaches the client', async () => {
    await using upstream = await upstreamServer((_, response) => response.writeHead(422).end('enough'))
    await using gateway = await engine([upstream.url])

    const response = await fetch(gateway.url, { method: 'POST', body: new Uint8Array(8 * 1024 * 1024) })

    expect(response.status).toBe(422)
  })
})
