import { EventEmitter, once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { describe, expect, test } from 'vitest'
import { answerTo, engine, hello, sendRaw, upstreamServer } from '../../test/fixture-servers.js'

describe('passing a request on', () => {
  test('method, path, query, body and answer arrive unchanged', async () => {
    await using upstream = await upstreamServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray())
      response.writeHead(201, { 'content-type': 'application/json', etag: '"7"' })
      response.end(JSON.stringify({ method: request.method, url: request.url, body: body.toString() }))
    })
    await using gateway = await engine([upstream.url])

    const response = await fetch(`${gateway.url}/v1/a%2Fb?q=%20x&q=2`, { method: 'POST', body: '{"a" :  1}' })

    expect(response.status).toBe(201)
    expect(response.headers.get('etag')).toBe('"7"')
    expect(await response.json()).toEqual({ method: 'POST', url: '/v1/a%2Fb?q=%20x&q=2', body: '{"a" :  1}' })
  })

  test('a small answer leaves in one packet with its head', async () => {
    await using upstream = await hello()
    await using gateway = await engine([upstream.url])
    const parts: string[] = []

    const request = httpRequest(gateway.url)
    request.on('socket', socket => socket.on('data', part => parts.push(part.toString())))
    request.end()
    await (await answerTo(request)).toArray()

    expect(parts).toHaveLength(1)
    expect(parts[0]).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*hello$/)
  })

  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('%s answered with %i has no body and keeps the connection', async (method, status) => {
    await using upstream = await upstreamServer((_, response) =>
      response.writeHead(status, { etag: '"1"' }).end(),
    )
    await using gateway = await engine([upstream.url])
    const ask = `${method} / HTTP/1.1\r\nhost: x\r\n\r\n`

    const answer = await sendRaw(gateway.port, ask + ask, text => text.split('HTTP/1.1').length === 3)

    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`, `HTTP/1.1 ${status}`])
  })

  test('several cookies stay several', async () => {
    await using upstream = await upstreamServer((_, response) =>
      response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end(),
    )
    await using gateway = await engine([upstream.url])

    const response = await fetch(gateway.url)

    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('trailers are passed on, less those that may not be trailers', async () => {
    await using upstream = await upstreamServer((_, response) => {
      response.writeHead(200, { trailer: 'x-checksum' })
      response.write('part')
      response.addTrailers({ 'x-checksum': 'abc', 'set-cookie': 'a=1' })
      response.end()
    })
    await using gateway = await engine([upstream.url])

    const request = httpRequest(gateway.url).end()
    const response = await answerTo(request)
    await response.toArray()

    expect(response.trailers).toEqual({ 'x-checksum': 'abc' })
  })

  test('an event reaches the client while the stream is open', async () => {
    await using upstream = await upstreamServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: 1\n\n')
    })
    await using gateway = await engine([upstream.url])

    const response = await fetch(gateway.url)
    const reader = response.body?.getReader()
    const first = await reader?.read()
    await reader?.cancel()

    expect(new TextDecoder().decode(first?.value)).toBe('data: 1\n\n')
  })

  test('the head of an event stream does not wait for the first event', async () => {
    await using upstream = await upstreamServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    })
    await using gateway = await engine([upstream.url], { timeoutMs: 500 })

    const response = await fetch(gateway.url)
    await response.body?.cancel()

    expect(response.status).toBe(200)
  })

  test('an event stream outlives the deadline and holds no place in the bulkhead', async () => {
    await using upstream = await upstreamServer((request, response) => {
      if (request.url !== '/events') return response.end('plain')
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      return request.socket.once('azora-send', () => response.end('data: late\n\n'))
    })
    await using gateway = await engine([upstream.url], { timeoutMs: 500, capacity: 1 })

    const stream = await fetch(`${gateway.url}/events`)
    const other = await fetch(`${gateway.url}/other`)
    await expect(until(async () => (await fetch(`${gateway.url}/other`)).ok, 600)).resolves.toBe(true)
    upstream.requests[0]?.socket.emit('azora-send')

    expect(await other.text()).toBe('plain')
    expect(await stream.text()).toBe('data: late\n\n')
  })

  test('a body is asked for only when it is wanted', async () => {
    await using upstream = await upstreamServer(async (request, response) =>
      response.end(`${(await request.toArray()).length > 0}`),
    )
    await using gateway = await engine([upstream.url], { maxBodyBytes: 10 })
    const ask = (length: number) =>
      `POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n`

    const wanted = await sendRaw(gateway.port, ask(5), text => text.includes('100 Continue'))
    const refused = await sendRaw(gateway.port, ask(11), text => text.includes('\r\n\r\n'))

    expect(wanted).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    expect(refused).toMatch(/^HTTP\/1\.1 413 /)
  })
})

/** Repeats something for a while; answers whether it held every time. */
async function until(holds: () => Promise<boolean>, forMs: number): Promise<boolean> {
  const end = performance.now() + forMs
  while (performance.now() < end) if (!(await holds())) return false
  return true
}

describe('the client leaving', () => {
  test('cancels the upstream request and counts neither for nor against the service', async () => {
    const upstreamClosed = new EventEmitter()
    await using upstream = await upstreamServer((_, response) => {
      response.on('close', () => upstreamClosed.emit('closed'))
    })
    await using gateway = await engine([upstream.url])

    const request = httpRequest(gateway.url).end()
    request.on('error', () => undefined)
    while (upstream.requests.length === 0) await new Promise(resolve => setImmediate(resolve))
    request.destroy()

    await once(upstreamClosed, 'closed')
    expect(gateway.upstream.inFlight).toBe(0)
    expect(gateway.upstream.replicas[0]?.circuit.state).toBe('closed')
  })
})
