import { getHeapSpaceStatistics } from 'node:v8'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { collectAll, Rest } from './rest.js'

const MIB = 1_024 * 1_024

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A process whose heap shrinks to 20 MiB when it collects. */
function process() {
  const state = { busy: 0, heap: 60 * MIB, collected: 0 }
  const rest = new Rest({
    lookMs: 5_000,
    busy: () => state.busy,
    heapBytes: () => state.heap,
    async collect() {
      state.collected++
      state.heap = 20 * MIB
    },
  })
  rest.start()
  return { state, rest }
}

test('a process with nothing to do gives memory back, once', async () => {
  const { state } = process()
  await vi.advanceTimersByTimeAsync(4_999)
  expect(state.collected).toBe(0)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(state.collected).toBe(1)
})

test('one that works keeps it until it rests', async () => {
  const { state } = process()
  state.busy = 0.5
  await vi.advanceTimersByTimeAsync(60_000)
  expect(state.collected).toBe(0)
  state.busy = 0.01
  await vi.advanceTimersByTimeAsync(5_000)
  expect(state.collected).toBe(1)
})

test('it does so again when enough has come together', async () => {
  const { state } = process()
  await vi.advanceTimersByTimeAsync(5_000)
  state.heap = 27 * MIB
  await vi.advanceTimersByTimeAsync(60_000)
  expect(state.collected).toBe(1)
  state.heap = 29 * MIB
  await vi.advanceTimersByTimeAsync(5_000)
  expect(state.collected).toBe(2)
})

test('a stopped one does no more', async () => {
  const { state, rest } = process()
  rest.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(state.collected).toBe(0)
})

test('the space of the young generation is given back', async () => {
  const kept = Array.from({ length: 300_000 }, (_, i) => ({ i }))
  const before = spaceOf('new_space')
  expect(kept).toHaveLength(300_000)
  await collectAll()
  expect(spaceOf('new_space')).toBeLessThan(before)
})

function spaceOf(name: string): number {
  return getHeapSpaceStatistics().find(space => space.space_name === name)?.physical_space_size ?? 0
}
