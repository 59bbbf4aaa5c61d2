import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, test } from 'vitest'
import {
  answerTo,
  closedPort,
  type Engine,
  engine,
  running,
  upstreamServer,
} from '../../test/fixture-servers.js'
import { MIB } from '../../test/large-bodies.js'

/** A service that answers with how many bytes it got and what time it was given, at an address where nobody listened before. */
function returning(url: string) {
  const arrived: string[] = []
  const server = createServer((request, response) => {
    let bytes = 0
    request.on('data', (part: Buffer) => (bytes += part.length))
    request.once('end', () => {
      arrived.push(`${request.method} ${request.url} ${bytes}`)
      response.end(JSON.stringify({ bytes, deadlineMs: Number(request.headers['x-azora-deadline']) }))
    })
  })
  return running(server, Number(new URL(url).port)).then(at => ({ ...at, arrived }))
}

/** Sends a body in parts, as an upload comes. */
async function uploaded({ url }: Engine, mib: number): Promise<IncomingMessage> {
  const request = httpRequest(`${url}/upload`, { method: 'POST' })
  const answer = answerTo(request)
  await pipeline(Readable.from(Array.from({ length: mib }, () => Buffer.alloc(MIB))), request)
  return answer
}

const heldBy = ({ upstream }: Engine, count: number) =>
  expect.poll(() => upstream.held, { interval: 5 }).toBe(count)

describe('requests for a service that refuses connections', () => {
  test('are answered, each once and whole, when it takes them again', async () => {
    const url = await closedPort()
    await using gateway = await engine([url])
    const asked = [
      fetch(`${gateway.url}/read`),
      fetch(`${gateway.url}/write`, { method: 'POST', body: '{}' }),
      fetch(`${gateway.url}/remove`, { method: 'DELETE' }),
    ]
    const upload = uploaded(gateway, 4)
    await heldBy(gateway, 4)
    await using service = await returning(url)

    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await upload).statusCode).toBe(200)
    expect(service.arrived.toSorted()).toEqual([
      'DELETE /remove 0',
      'GET /read 0',
      `POST /upload ${4 * MIB}`,
      'POST /write 2',
    ])
  })

  test('are given the time that is left, not what they had when they came', async () => {
    const url = await closedPort()
    await using gateway = await engine([url], { timeoutMs: 30_000 })
    const asked = fetch(gateway.url)
    await heldBy(gateway, 1)
    await using _ = await returning(url)
    const { deadlineMs } = (await (await asked).json()) as { deadlineMs: number }

    expect(deadlineMs).toBeLessThan(30_000)
    expect(deadlineMs).toBeGreaterThan(20_000)
  })

  test('say when to come again if their time is up before it is back', async () => {
    await using gateway = await engine([await closedPort()], { timeoutMs: 80 })
    const response = await fetch(gateway.url)

    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
  })
})

describe('a service that dies with requests under way', () => {
  test('is asked again for what may be repeated, once it is back; the rest is told at once', async () => {
    let seen = 0
    const dying = await upstreamServer(() => (seen += 1))
    await using gateway = await engine([dying.url])
    const reading = Array.from({ length: 20 }, () => fetch(gateway.url))
    const writing = Array.from({ length: 20 }, () => fetch(gateway.url, { method: 'POST', body: '{}' }))
    await expect.poll(() => seen).toBe(40)
    await dying[Symbol.asyncDispose]()
    const writes = await Promise.all(writing)
    await heldBy(gateway, 20)
    const later = fetch(gateway.url, { method: 'POST', body: '{}' })
    await using service = await returning(dying.url)

    expect(new Set(writes.map(({ status }) => status))).toEqual(new Set([502]))
    const reads = await Promise.all([...reading, later])
    expect(reads.map(({ status }) => status)).toEqual(Array(21).fill(200))
    expect(service.arrived).toHaveLength(21)
  })
})
