import { describe, expect, it } from 'vitest'
import { Limit } from './limit.js'

describe('limited work', () => {
  it('never runs more at once than allowed, and runs all of it in order', async () => {
    const limit = new Limit(3)
    const order: number[] = []
    let running = 0
    let most = 0
    const work = (i: number) =>
      limit.run(async () => {
        order.push(i)
        most = Math.max(most, ++running)
        await Promise.resolve()
        running--
      })
    await Promise.all(Array.from({ length: 20 }, (_, i) => work(i)))
    expect(most).toBe(3)
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })

  it('that fails makes room for the next', async () => {
    const limit = new Limit(1)
    const failing = limit.run(() => Promise.reject(new Error('failed')))
    const next = limit.run(async () => 'done')
    await expect(failing).rejects.toThrow('failed')
    expect(await next).toBe('done')
  })
})
