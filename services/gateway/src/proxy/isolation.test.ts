import { describe, expect, test } from 'vitest'
import { engine, hello, upstreamServer } from '../../test/fixture-servers.js'

const ask = async (url: string) => {
  const startedAt = performance.now()
  const response = await fetch(url)
  const { code } = response.ok ? { code: 'ok' } : ((await response.json()) as { code: string })
  return { status: response.status, code, ms: performance.now() - startedAt }
}

describe('a hanging service', () => {
  test('1,000 requests open its breaker, after which it refuses at once; others do not notice', async () => {
    await using hanging = await upstreamServer(() => undefined)
    await using healthy = await hello()
    await using toHanging = await engine([hanging.url], { timeoutMs: 300, capacity: 64, now: () => 0 })
    await using toHealthy = await engine([healthy.url])

    const storm = Promise.all(Array.from({ length: 1_000 }, () => ask(toHanging.url)))
    const meanwhile = await ask(toHealthy.url)
    const answers = await storm
    const later = await ask(toHanging.url)

    expect(meanwhile.code).toBe('ok')
    expect(['deadline-exceeded', 'upstream-busy', 'upstream-failing']).toEqual(
      expect.arrayContaining([...new Set(answers.map(({ code }) => code))]),
    )
    // Five failures in a row open it; as many places may have been taken again until then.
    expect(hanging.requests.length).toBeLessThan(64 + 5 + 1)
    expect(later).toMatchObject({ status: 503, code: 'upstream-failing' })
  })

  test('is tried again after a while and let in when it answers', async () => {
    let answers = false
    let nowMs = 0
    await using upstream = await upstreamServer((request, response) =>
      answers ? response.end() : request.socket.destroy(),
    )
    await using gateway = await engine([upstream.url], { now: () => nowMs, circuit: { threshold: 3 } })
    for (let n = 0; n < 3; n++) await ask(gateway.url)
    const refused = await ask(gateway.url)
    answers = true
    nowMs = 1_000

    expect(refused.code).toBe('upstream-failing')
    expect((await ask(gateway.url)).status).toBe(200)
    expect(gateway.upstream.replicas[0]?.circuit.state).toBe('closed')
  })
})

describe('three replicas, one of them gone', () => {
  test('no GET fails, and the dead one is soon left alone', async () => {
    await using one = await hello()
    await using two = await hello()
    const three = await hello()
    await using gateway = await engine([one.url, two.url, three.url])
    await three[Symbol.asyncDispose]()

    const statuses = await Promise.all(
      Array.from({ length: 100 }, async () => (await ask(gateway.url)).status),
    )

    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(gateway.upstream.replicas.map(({ isRefusing }) => isRefusing)).toEqual([false, false, true])
  })
})
