import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { engine, upstreamServer } from '../../test/fixture-servers.js'
import { echoed } from '../../test/large-bodies.js'

test('1 GiB passes up and down with under 64 MiB of growth and equal bytes', async () => {
  const { sentSha256, receivedSha256, grownMib } = await echoed(1024)

  expect(receivedSha256).toBe(sentSha256)
  expect(grownMib).toBeLessThan(64)
}, 600_000)

test('an event reaches the client within 50 ms of being written', async () => {
  const streams: ServerResponse[] = []
  await using upstream = await upstreamServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    streams.push(response)
  })
  await using gateway = await engine([upstream.url])
  const reader = (await fetch(gateway.url)).body?.getReader()
  const delaysMs: number[] = []
  for (let n = 0; n < 50; n++) {
    const writtenAt = performance.now()
    streams[0]?.write(`data: ${n}\n\n`)
    await reader?.read()
    delaysMs.push(performance.now() - writtenAt)
  }
  await reader?.cancel()

  // The median: what one event waits for on a busy machine says nothing about the gateway.
  expect(delaysMs.toSorted((a, b) => a - b)[25]).toBeLessThan(50)
})
