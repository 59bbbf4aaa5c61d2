import { expect, test } from 'vitest'
import { fakeTime } from '../../test/fixtures/fake-time.js'
import { systemTime, within } from './time.js'

const late = () => new Error('too late')
const forever = () => new Promise<never>(() => {})

test('work that ends in time gives its result, and leaves no timer', async () => {
  const time = fakeTime()

  expect(await within({ ms: 10, time, late }, async () => 'done')).toBe('done')
  time.pass(10)
})

test('work that fails in time fails as it did', async () => {
  const work = () => Promise.reject(new Error('its own fault'))

  await expect(within({ ms: 10, time: fakeTime(), late }, work)).rejects.toThrow('its own fault')
})

test('work that takes longer is told by its signal, and fails as late', async () => {
  const time = fakeTime()
  let told: AbortSignal | undefined
  const result = within({ ms: 10, time, late }, signal => {
    told = signal
    return forever()
  })

  time.pass(10)

  await expect(result).rejects.toThrow('too late')
  expect(told?.aborted).toBe(true)
})

test('work that fails because it is told to stop fails with the reason, not with the consequence', async () => {
  const time = fakeTime()
  const work = (signal: AbortSignal) =>
    new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new Error('socket hang up'))),
    )
  const result = within({ ms: 10, time, late }, work)

  time.pass(10)

  await expect(result).rejects.toThrow('too late')
})

test('the nearest limit counts where one is within another', async () => {
  const time = fakeTime()
  const nearer = () => new Error('the inner one')
  const result = within({ ms: 20, time, late }, signal =>
    within({ ms: 10, time, signal, late: nearer }, forever),
  )

  time.pass(10)

  await expect(result).rejects.toThrow('the inner one')
})

test('a pause ends with the signal that is aborted before or meanwhile', async () => {
  const abort = new AbortController()
  const paused = systemTime.wait(60_000, abort.signal)

  abort.abort(new Error('enough'))

  await expect(paused).rejects.toThrow('enough')
  await expect(systemTime.wait(60_000, abort.signal)).rejects.toThrow('enough')
})

test('a limit longer than any timer can be does not ring at once', async () => {
  const work = () => new Promise(done => setImmediate(done, 'done'))

  expect(await within({ ms: Number.POSITIVE_INFINITY, time: systemTime, late }, work)).toBe('done')
})
