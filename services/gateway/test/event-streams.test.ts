import { user } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { upstreamServer } from './fixture-servers.js'
import { type RunningGateway, runningGateway } from './running-gateway.js'

const operations = [{ id: 'events.follow', path: '/v1/events', access: 'user' as const }]

/** A service whose event stream has said one thing and stays open, and how many of its streams are closed. */
async function speaking() {
  const state = { closed: 0 }
  const upstream = await upstreamServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    response.on('close', () => (state.closed += 1))
  })
  return { ...upstream, state }
}

async function followed(gateway: RunningGateway, token: string): Promise<Response> {
  return fetch(`${gateway.url}/education/v1/events`, { headers: { authorization: `Bearer ${token}` } })
}

describe('an event stream', () => {
  test('ends in full when the gateway drains, so that the client comes back', async () => {
    await using upstream = await speaking()
    const gateway = await runningGateway([{ name: 'education', urls: [upstream.url], operations }])
    const stream = await followed(gateway, await gateway.issuer.tokenOf(user()))

    const startedAt = performance.now()
    await gateway[Symbol.asyncDispose]()

    expect(await stream.text()).toBe('data: 1\n\n')
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  test.each(['expired', 'revoked'])('ends when its token is %s', async how => {
    await using upstream = await speaking()
    await using gateway = await runningGateway([{ name: 'education', urls: [upstream.url], operations }])
    const holder = user()
    const stream = await followed(gateway, await gateway.issuer.tokenOf(holder, { expiresInSeconds: 60 }))

    if (how === 'expired') gateway.clock.advance(70_000)
    else gateway.issuer.revoked.add(holder.sessionId)

    expect(await stream.text()).toBe('data: 1\n\n')
    await expect.poll(() => upstream.state.closed).toBe(1)
  })
})
