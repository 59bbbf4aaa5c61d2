import { Agent, get } from 'node:http'
import { describe, expect, test } from 'vitest'
import { answerTo, upstreamServer } from './fixture-servers.js'
import { runningGateway } from './running-gateway.js'

const operations = [{ id: 'notes.list', path: '/v1/notes' }]

describe('draining under load', () => {
  test('finishes every request in flight, then stops without waiting for idle connections', async () => {
    const release: (() => void)[] = []
    await using upstream = await upstreamServer((_, response) => {
      response.writeHead(200, { 'content-length': 8 }).write('half')
      release.push(() => response.end('half'))
    })
    await using gateway = await runningGateway([{ name: 'notes', urls: [upstream.url], operations }])
    using agent = keptAlive()
    const answers = Array.from({ length: 50 }, () =>
      answerTo(get(`${gateway.url}/notes/v1/notes`, { agent })),
    )
    while (release.length < 50) await new Promise(resolve => setImmediate(resolve))

    const startedAt = performance.now()
    const stopped = gateway.service.stop()
    const knock = () =>
      fetch(`${gateway.url}/livez`).then(
        () => 'answered',
        () => 'refused',
      )
    await expect.poll(knock).toBe('refused')
    for (const finish of release) finish()
    const bodies = await Promise.all(
      answers.map(async answer => Buffer.concat(await (await answer).toArray()).toString()),
    )

    expect(bodies).toEqual(Array(50).fill('halfhalf'))
    expect(await stopped).toEqual([])
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })
})

function keptAlive(): Agent & Disposable {
  const agent = new Agent({ keepAlive: true })
  return Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() })
}
