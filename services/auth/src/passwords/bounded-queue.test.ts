import { ServiceUnavailable } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import { BoundedQueue } from './bounded-queue.js'

/** A job that ends when told to. */
const job = () => {
  let end = () => {}
  const ended = new Promise<void>(resolve => {
    end = resolve
  })
  return { run: () => ended, end }
}

describe('a bounded queue', () => {
  test('never runs more jobs at once than it may', async () => {
    const queue = new BoundedQueue(3, 100)
    let running = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++running)
      await Promise.resolve()
      running--
    }

    await Promise.all(Array.from({ length: 50 }, () => queue.run(work)))

    expect(most).toBe(3)
  })

  test('refuses the job that finds it full, with the time to come back', async () => {
    const queue = new BoundedQueue(1, 1)
    const [first, second] = [job(), job()]
    const running = [queue.run(first.run), queue.run(second.run)]

    const refusal = await queue.run(async () => undefined).catch((error: unknown) => error)
    first.end()
    second.end()
    await Promise.all(running)

    expect(refusal).toBeInstanceOf(ServiceUnavailable)
    expect(refusal).toMatchObject({ headers: { 'retry-after': '1' } })
  })

  test('goes on after a job that fails', async () => {
    const queue = new BoundedQueue(1, 1)

    await expect(queue.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')

    expect(await queue.run(async () => 'yes')).toBe('yes')
    expect(queue.waiting).toBe(0)
  })

  test('serves those that wait in the order they came', async () => {
    const queue = new BoundedQueue(1, 10)
    const order: number[] = []

    await Promise.all([1, 2, 3, 4].map(number => queue.run(async () => void order.push(number))))

    expect(order).toEqual([1, 2, 3, 4])
  })
})
