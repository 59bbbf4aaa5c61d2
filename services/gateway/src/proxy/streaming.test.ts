import { request as httpRequest } from 'node:http'
import { describe, expect, test, vi } from 'vitest'
import { answerTo, engine, upstreamServer } from '../../test/fixture-servers.js'
import { echoed, MIB } from '../../test/large-bodies.js'

describe('streaming', () => {
  test('256 MiB pass up and down with bounded memory and equal bytes', async () => {
    const { sentSha256, receivedSha256, grownMib } = await echoed(256)

    expect(receivedSha256).toBe(sentSha256)
    expect(grownMib).toBeLessThan(64)
  }, 120_000)

  test('a client that reads nothing holds the upstream back', async () => {
    let written = 0
    const chunk = Buffer.alloc(MIB)
    await using upstream = await upstreamServer((_, response) => {
      const pour = () => {
        while (written < 256 * MIB && response.write(chunk)) written += chunk.length
        written += chunk.length
      }
      response.on('drain', pour)
      pour()
    })
    await using gateway = await engine([upstream.url])

    const request = httpRequest(gateway.url).end()
    const response = await answerTo(request)
    response.pause()
    let before = -1
    const hasStopped = () => before === (before = written) && written > 0
    await vi.waitUntil(hasStopped, { interval: 50, timeout: 10_000 })
    request.destroy()

    expect(written).toBeLessThan(32 * MIB)
  })
})
