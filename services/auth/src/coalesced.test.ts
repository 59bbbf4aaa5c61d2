import { describe, expect, test } from 'vitest'
import { coalesced } from './coalesced.js'

/** A function whose runs end when told to. */
const held = () => {
  const ends: (() => void)[] = []
  const run = coalesced(() => new Promise<void>(resolve => ends.push(resolve)))
  return { run, ends }
}

describe('a coalesced function', () => {
  test('runs once for all that call while it is running', async () => {
    const { run, ends } = held()
    const first = run()
    await Promise.resolve()
    const others = [run(), run(), run()]
    await Promise.resolve()
    expect(ends).toHaveLength(1)

    ends[0]?.()
    await first
    await expect.poll(() => ends.length).toBe(2)
    ends[1]?.()
    await Promise.all(others)

    expect(ends).toHaveLength(2)
  })

  test('begins the run it answers with after the call', async () => {
    let seen = 0
    let now = 0
    const read = coalesced(async () => {
      seen = now
      await Promise.resolve()
    })
    void read()
    await Promise.resolve()
    now = 1
    await read()

    expect(seen).toBe(1)
  })

  test('goes on after a run that fails', async () => {
    let fails = true
    const run = coalesced(async () => {
      if (fails) throw new Error('no')
    })
    await expect(run()).rejects.toThrow('no')
    fails = false

    await expect(run()).resolves.toBeUndefined()
  })
})
