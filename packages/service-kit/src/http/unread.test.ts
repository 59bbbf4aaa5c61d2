import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cutUnread } from './unread.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function answering(bytes: number) {
  const response = Object.assign(new EventEmitter(), { destroy: vi.fn<() => void>() })
  cutUnread(response as never, bytes)
  return response
}

test('a large answer that is not read is given up, the later the larger it is', () => {
  const [large, larger] = [answering(80_000), answering(800_000)]
  vi.advanceTimersByTime(41_000)
  expect([large.destroy.mock.calls.length, larger.destroy.mock.calls.length]).toEqual([1, 0])
  vi.advanceTimersByTime(100_000)
  expect(larger.destroy).toHaveBeenCalledOnce()
})

test('one that was read is let alone, and a small one is not watched', () => {
  const [read, small] = [answering(80_000), answering(60_000)]
  read.emit('close')
  vi.advanceTimersByTime(600_000)
  expect([read.destroy, small.destroy].map(destroy => destroy.mock.calls)).toEqual([[], []])
})
