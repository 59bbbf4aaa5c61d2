import { user } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { startedPlatform } from './platform.js'
import { broken } from './shop.js'

/** Two shops that have given up so many orders each, in turns. */
async function closedShops(each: number) {
  const platform = await startedPlatform(['books', 'tools'])
  broken.add('books').add('tools')
  for (let n = 0; n < each; n++) for (const name of ['books', 'tools']) await platform.paid(name, 1)
  broken.clear()
  return platform
}

describe('the dead letters of all services', () => {
  test('are one list in the order they happened in, walked without gap or repeat', async () => {
    await using platform = await closedShops(3)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await platform.operator.deadLetters.list({ query: { limit: 2, cursor } })
      seen.push(...page.deadLetters.map(({ service }) => service))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(['books', 'tools', 'books', 'tools', 'books', 'tools'])
  })

  test('are found one by one, wherever they lie', async () => {
    await using platform = await closedShops(1)
    const [, { id: deadLetterId } = { id: '' }] = (await platform.operator.deadLetters.list()).deadLetters
    const params = { deadLetterId }
    expect(await platform.operator.deadLetters.get({ params })).toMatchObject({
      service: 'tools',
      id: deadLetterId,
    })
    const missing = { params: { deadLetterId: crypto.randomUUID() } }
    await expect(platform.operator.deadLetters.get(missing)).rejects.toMatchObject({
      code: 'dead-letter-not-found',
    })
  })

  test('are redriven everywhere, or in one service', async () => {
    await using platform = await closedShops(2)
    const { deadLetters } = platform.operator
    expect(await deadLetters.redrive({ body: { dryRun: true } })).toMatchObject({ count: 4, dryRun: true })
    expect(await deadLetters.redrive({ body: { service: 'books' } })).toMatchObject({
      count: 2,
      services: [{ service: 'books', count: 2 }],
    })
    expect(await deadLetters.discard({ body: {} })).toMatchObject({ count: 2, silent: [] })
    expect((await deadLetters.list()).deadLetters).toEqual([])
  })

  test('are redriven under the key of whoever asked, so that nothing takes effect again', async () => {
    await using platform = await closedShops(1)
    const idempotencyKey = 'redrive-1'
    await platform.operator.deadLetters.redrive({ body: {} }, { idempotencyKey })
    for (const name of ['books', 'tools']) {
      const { deadLetters } = await platform.directly(name)
      const another = deadLetters.redrive({ body: { type: 'order.paid' } }, { idempotencyKey })
      await expect(another).rejects.toMatchObject({ code: 'idempotency-key-reused' })
    }
  })

  test('of a service that does not answer are missing, and it is named', async () => {
    await using platform = await closedShops(1)
    await platform.shopOf('tools').service.stop()
    const { deadLetters, silent } = await platform.operator.deadLetters.list()
    expect(deadLetters.map(({ service }) => service)).toEqual(['books'])
    expect(silent).toEqual([{ service: 'tools', reason: expect.any(String) }])
    const absent = await platform.operator.deadLetters.list({ query: { service: 'toys' } })
    expect(absent).toMatchObject({ deadLetters: [], silent: [{ service: 'toys' }] })
  })

  test('are shown to nobody but operators, and changed by fewer', async () => {
    await using platform = await startedPlatform(['books'])
    const reader = await platform.app.as(user({ permissions: ['event:read'] }))
    expect((await reader.deadLetters.list()).deadLetters).toEqual([])
    await expect(reader.deadLetters.redrive({ body: {} })).rejects.toMatchObject({ code: 'forbidden' })
    const nobody = await platform.app.as(user())
    await expect(nobody.deadLetters.list()).rejects.toMatchObject({ code: 'forbidden' })
  })
})

test('what a service says of the request is the answer', async () => {
  await using platform = await startedPlatform(['books'])
  const foreign = platform.operator.deadLetters.list({ query: { cursor: 'mine' } })
  await expect(foreign).rejects.toMatchObject({ code: 'invalid-request' })
})
