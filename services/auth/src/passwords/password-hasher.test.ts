import { describe, expect, test } from 'vitest'
import { PasswordHasher } from './password-hasher.js'

const cost = { memoryKib: 64, passes: 1 }
const hasher = new PasswordHasher({ cost, concurrency: 2, queue: 10 })

describe('verifying a password', () => {
  test('accepts the one that was hashed and no other', async () => {
    const stored = await hasher.hash('correct horse battery')

    expect(await hasher.verify(stored, 'correct horse battery')).toBe(true)
    expect(await hasher.verify(stored, 'correct horse batterz')).toBe(false)
  })

  test('accepts it typed in another normal form', async () => {
    expect(await hasher.verify(await hasher.hash('caf\u00e9 au lait'), 'cafe\u0301 au lait')).toBe(true)
  })

  test('accepts nothing where nothing is stored', async () => {
    expect(await hasher.verify(null, '')).toBe(false)
  })

  test('costs as much where nothing is stored', async () => {
    const dear = new PasswordHasher({ cost: { memoryKib: 16_384, passes: 8 }, concurrency: 1, queue: 1 })
    const stored = await dear.hash('correct horse battery')
    const [known, unknown] = [
      await leastCpuOf(() => dear.verify(stored, 'wrong')),
      await leastCpuOf(() => dear.verify(null, 'wrong')),
    ]
    expect(unknown / known).toBeGreaterThan(0.5)
    expect(unknown / known).toBeLessThan(2)
  })
})

test('a hash says by which work it was made, and is outdated when more is asked for', async () => {
  const stored = await hasher.hash('correct horse battery')
  const stricter = new PasswordHasher({ cost: { memoryKib: 64, passes: 2 }, concurrency: 1, queue: 1 })

  expect(stored).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/)
  expect(hasher.isOutdated(stored)).toBe(false)
  expect(stricter.isOutdated(stored)).toBe(true)
  expect(hasher.isOutdated('$2b$12$abcdefghijklmnopqrstuv')).toBe(true)
})

/** Processor time of a piece of work: the least of some tries, for others use this machine too. */
async function leastCpuOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    const before = process.cpuUsage()
    await work()
    times.push(process.cpuUsage(before).user)
  }
  return Math.min(...times)
}
