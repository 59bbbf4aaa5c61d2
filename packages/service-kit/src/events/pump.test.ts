import { AsyncLocalStorage } from 'node:async_hooks'
import { expect, test } from 'vitest'
import { Pump } from './pump.js'
import { gate, until } from './testing/until.js'

const never = () => {}

test('a pump works again for whoever wakes it while it works, once for all of them', async () => {
  const first = gate()
  let runs = 0
  const pump = new Pump({
    work: async () => {
      if (++runs === 1) await first.opened
      return 'idle'
    },
    failed: never,
    sweepMs: 60_000,
  })
  pump.start()
  pump.wake()
  pump.wake()
  first.open()
  await until('it has worked twice', () => runs === 2)
  await pump.stop()
  expect(runs).toBe(2)
})

test('a pump woken at any moment after its work never waits for the sweep', async () => {
  for (let ticks = 0; ticks < 8; ticks++) {
    let runs = 0
    const pump = new Pump({ work: async () => (runs++, 'idle'), failed: never, sweepMs: 60_000 })
    pump.start()
    for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
    const before = runs
    pump.wake()
    await until('it has worked since', () => runs > before)
    await pump.stop()
    expect(runs).toBeLessThanOrEqual(2)
  }
})

test('a pump that fails goes on by itself, and says how often in a row', async () => {
  const told: number[] = []
  let runs = 0
  const pump = new Pump({
    work: async () => {
      if (++runs < 4) throw new Error('not yet')
      return 'idle'
    },
    failed: (_, times) => told.push(times),
    sweepMs: 20,
  })
  pump.start()
  await until('it works', () => runs >= 4)
  await pump.stop()
  expect(told).toEqual([1, 2, 3])
})

test('a pump that is stopped waits for its work, and begins none', async () => {
  const slow = gate()
  let ended = 0
  const pump = new Pump({
    work: async () => {
      await slow.opened
      ended++
      return 'again'
    },
    failed: never,
    sweepMs: 10,
  })
  pump.start()
  const stopping = pump.stop()
  pump.wake()
  slow.open()
  await stopping
  expect(ended).toBe(1)
})

test('a pump takes nothing over from whoever wakes it: a request ends, and the pump goes on', async () => {
  const request = new AsyncLocalStorage<string>()
  const seen: (string | undefined)[] = []
  const pump = new Pump({
    work: async () => {
      seen.push(request.getStore())
      return 'idle'
    },
    failed: never,
    sweepMs: 60_000,
  })
  pump.start()
  await until('it rests', () => seen.length === 1)
  request.run('a request', () => pump.wake())
  await until('it has worked again', () => seen.length > 1)
  await pump.stop()
  expect(new Set(seen)).toEqual(new Set([undefined]))
})
