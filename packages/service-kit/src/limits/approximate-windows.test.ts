import type { Redis } from 'ioredis'
import { expect, test, vi } from 'vitest'
import { ApproximateWindows } from './approximate-windows.js'

const TOLD = [null, 1]
const limit = { limit: 1_000, windowSeconds: 60 }

test('to a Redis that takes long no queue of tellings builds up', async () => {
  vi.useFakeTimers()
  const pipeline = {
    incrby: () => pipeline,
    pexpire: () => pipeline,
    exec: () => new Promise(resolve => void setTimeout(resolve, 1_000, [TOLD, TOLD])),
  }
  const redis = { pipeline: () => pipeline } as unknown as Redis
  const windows = new ApproximateWindows({ redis, maxKeys: 10, nowMs: () => 0, failed: () => undefined })
  const callsForMs = async (ms: number) => {
    for (let tick = 0; tick < ms / 100; tick++) {
      windows.consume('a', limit)
      await vi.advanceTimersByTimeAsync(100)
    }
  }
  await callsForMs(5_000)
  let isTold = false
  void windows.flush().then(() => (isTold = true))
  await callsForMs(2_500)
  expect(isTold).toBe(true)
  vi.useRealTimers()
})
