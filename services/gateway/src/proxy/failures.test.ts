import { describe, expect, test } from 'vitest'
import { closedPort, engine, rawServer } from '../../test/fixture-servers.js'

describe('upstreams that misbehave', () => {
  const failing = async (bytes: string) => rawServer(socket => socket.once('data', () => socket.end(bytes)))

  test.each([
    ['garbage', 'nonsense\r\n\r\n'],
    ['nothing', ''],
    ['half a head', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
    ],
    [
      'a switch of protocols nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    ],
    ['a head without end', `HTTP/1.1 200 OK\r\n${'x-filler: 0123456789\r\n'.repeat(2_000)}\r\n`],
  ])('%s becomes 502 without a trace of what came', async (_, bytes) => {
    await using upstream = await failing(bytes)
    await using gateway = await engine([upstream.url])

    const response = await fetch(gateway.url)
    const text = await response.text()

    expect(response.status).toBe(502)
    expect(JSON.parse(text)).toMatchObject({ code: 'upstream-unreachable' })
    expect(text).not.toMatch(/node:|\.js|ECONN|UND_ERR|stack/)
  })

  test.each([
    ['by length', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this'],
    ['in chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n'],
  ])('a truncated body, framed %s, is truncated for the client too', async (_, bytes) => {
    await using upstream = await failing(bytes)
    await using gateway = await engine([upstream.url])

    await expect(fetch(gateway.url).then(response => response.text())).rejects.toThrow('terminated')
  })

  test('a service that refuses connections for longer than is waited becomes 503, and when to come again', async () => {
    await using gateway = await engine([await closedPort()], { holdMs: 100 })

    const response = await fetch(gateway.url, { method: 'POST', body: '{}' })

    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.json()).toMatchObject({ code: 'no-healthy-upstream' })
  })
})
