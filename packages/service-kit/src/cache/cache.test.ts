import { describe, expect, test } from 'vitest'
import { testKit } from '../../fixtures/test-kit.js'
import { cache } from './cache.js'
import { MemoryStore } from './memory-store.js'

const keep = { ttlMs: 1_000, tags: ['course:1'] }

/** A cache with a clock to move, and a load that counts how often it ran. */
function setUp(options: { redisUrl?: string } = {}) {
  const kit = testKit()
  const it = cache({ ...options, nowMs: () => kit.clock.now().getTime() })
  void it.start(kit)
  let loads = 0
  return { it, kit, load: async () => ++loads, loads: () => loads }
}

describe('a cached value', () => {
  test('is loaded once for all who ask at the same moment', async () => {
    const { it, load } = setUp()
    const values = await Promise.all(Array.from({ length: 50 }, () => it.remember('a', load, keep)))
    expect(new Set(values)).toEqual(new Set([1]))
  })

  test('is loaded again when its time is up', async () => {
    const { it, kit, load } = setUp()
    await it.remember('a', load, keep)
    kit.clock.advance(999)
    expect(await it.remember('a', load, keep)).toBe(1)
    kit.clock.advance(1)
    expect(await it.remember('a', load, keep)).toBe(2)
  })

  test('is forgotten by its key, and by any of its tags', async () => {
    const { it, load } = setUp()
    await it.remember('a', load, keep)
    await it.forget('a')
    expect(await it.remember('a', load, keep)).toBe(2)
    await it.purge('course:1')
    expect(await it.remember('a', load, keep)).toBe(3)
    await it.purge('course:2')
    expect(await it.remember('a', load, keep)).toBe(3)
  })

  test('that was purged while it was being loaded is believed by nobody who asks later', async () => {
    const { it, load } = setUp()
    let finish: (value: string) => void = () => undefined
    const slow = it.remember('a', () => new Promise<string>(resolve => (finish = resolve)), keep)
    await it.purge('course:1')
    const later = it.remember('a', load, keep)
    expect(await later).toBe(1)
    finish('from before')
    expect(await slow).toBe('from before')
    expect(await it.remember('a', load, keep)).toBe(2)
  })

  test('is nobody else’s to change', async () => {
    const { it } = setUp()
    const first = await it.remember('a', async () => ({ list: [1] }), keep)
    const second = await it.remember('a', async () => ({ list: [2] }), keep)
    second.list.push(3)
    expect([first.list, (await it.remember('a', async () => ({ list: [4] }), keep)).list]).toEqual([[1], [1]])
  })
})

describe('a load that fails', () => {
  const fail = async () => {
    throw new Error('down')
  }

  test('is not remembered', async () => {
    const { it, load } = setUp()
    await expect(it.remember('a', fail, keep)).rejects.toThrow('down')
    expect(await it.remember('a', load, keep)).toBe(1)
  })

  test('is stood in for by an older value where that is allowed, until it is too old or purged', async () => {
    const { it, kit, load } = setUp()
    const patient = { ...keep, staleOnErrorMs: 5_000 }
    await it.remember('a', load, patient)
    kit.clock.advance(5_999)
    expect(await it.remember('a', fail, patient)).toBe(1)
    expect(await kit.metrics.registry.metrics()).toMatch(/cache_stale_total\S* 1/)
    kit.clock.advance(1)
    await expect(it.remember('a', fail, patient)).rejects.toThrow('down')
    await it.remember('a', load, patient)
    await it.purge('course:1')
    await expect(it.remember('a', fail, patient)).rejects.toThrow('down')
  })
})

test('without a Redis to reach everything is loaded, and the cache says that it is not well', async () => {
  const { it, kit, load } = setUp({ redisUrl: '/nowhere/redis.sock' })
  await expect(it.check()).rejects.toThrow('has not started')
  await it.start(kit)
  expect([await it.remember('a', load, keep), await it.remember('a', load, keep)]).toEqual([1, 2])
  expect(await it.forget('a')).toBe(false)
  expect(await kit.metrics.registry.metrics()).toMatch(/cache_error_total\S* [1-9]/)
  await expect(it.check()).rejects.toThrow('writeable')
  it.stop()
})

test('memory keeps what was used last', async () => {
  const store = new MemoryStore({ maxEntries: 2, maxLength: 1_000 }, () => 0)
  await store.write('a', '1', 10)
  await store.write('b', '2', 10)
  await store.read(['a'])
  await store.write('c', '3', 10)
  expect(await store.read(['a', 'b', 'c'])).toEqual(['1', undefined, '3'])
  expect(store.size).toBe(2)
})

test('memory is bounded by what entries hold, too, and takes nothing that would not fit', async () => {
  const store = new MemoryStore({ maxEntries: 100, maxLength: 1_000 }, () => 0)
  for (let n = 0; n < 10; n++) await store.write(String(n), 'x'.repeat(200), 10)
  expect(store.size).toBe(3)
  await store.write('large', 'x'.repeat(1_000), 10)
  expect(await store.read(['9', 'large'])).toEqual(['x'.repeat(200), undefined])
})
