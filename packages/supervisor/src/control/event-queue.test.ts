import { expect, it } from 'vitest'
import { EventQueue } from './event-queue.js'

it('gives a slow reader the newest events, in order, and holds no more of them', async () => {
  const queue = new EventQueue<number>()
  for (let n = 0; n < 25_000; n++) queue.push(n)
  queue.close()
  const read: number[] = []
  for await (const event of queue) read.push(event)
  expect([read[0], read.at(-1), read.length]).toEqual([15_000, 24_999, 10_000])
})
