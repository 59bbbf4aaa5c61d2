import { beforeAll, describe, expect, test } from 'vitest'
import { PasswordHasher } from './password-hasher.js'

const cost = { memoryKib: 64, passes: 1 }
const hasher = new PasswordHasher({ cost, concurrency: 2, queue: 10 })

beforeAll(() => hasher.start())

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
})

test('a hash says by which work it was made, and is outdated when more is asked for', async () => {
  const stored = await hasher.hash('correct horse battery')
  const stricter = new PasswordHasher({ cost: { memoryKib: 64, passes: 2 }, concurrency: 1, queue: 1 })

  expect(stored).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/)
  expect(hasher.isOutdated(stored)).toBe(false)
  expect(stricter.isOutdated(stored)).toBe(true)
  expect(hasher.isOutdated('$2b$12$abcdefghijklmnopqrstuv')).toBe(true)
})
