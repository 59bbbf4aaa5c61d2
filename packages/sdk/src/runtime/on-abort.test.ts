import { getEventListeners } from 'node:events'
import { expect, test, vi } from 'vitest'
import { onAbort } from './on-abort.js'

test('everyone who follows a signal hears of its abort once', () => {
  const abort = new AbortController()
  const callbacks = Array.from({ length: 50 }, () => vi.fn<() => void>())
  for (const callback of callbacks) onAbort(abort.signal, callback)

  abort.abort()

  for (const callback of callbacks) expect(callback).toHaveBeenCalledOnce()
})

test('fifty who follow a signal are one listener, and none once they have all gone', () => {
  const { signal } = new AbortController()

  const ends = Array.from({ length: 50 }, () => onAbort(signal, () => {}))
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)

  for (const end of ends) end()
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

test('whoever left hears nothing', () => {
  const abort = new AbortController()
  const [left, stayed] = [vi.fn<() => void>(), vi.fn<() => void>()]
  const end = onAbort(abort.signal, left)
  onAbort(abort.signal, stayed)

  end()
  abort.abort()

  expect(left).not.toHaveBeenCalled()
  expect(stayed).toHaveBeenCalledOnce()
})

test('a signal that was aborted before calls back at once', () => {
  const callback = vi.fn<() => void>()

  onAbort(AbortSignal.abort(), callback)

  expect(callback).toHaveBeenCalledOnce()
})

test('one who leaves, comes back and leaves again is followed each time', () => {
  const abort = new AbortController()
  const callback = vi.fn<() => void>()

  onAbort(abort.signal, callback)()
  onAbort(abort.signal, callback)
  abort.abort()

  expect(callback).toHaveBeenCalledOnce()
})
