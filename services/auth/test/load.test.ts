import { describe, expect, test } from 'vitest'
import { startedAuth } from './app.js'
import { newEmail, PASSWORD, problemOf, somebody } from './people.js'

describe('more sign-ins than can be hashed', () => {
  test('are told to come back, at once, and hold up nothing else', async () => {
    const costly = { HASH_CONCURRENCY: '1', HASH_QUEUE: '2', HASH_MEMORY_KIB: '19456', HASH_PASSES: '10' }
    await using app = await startedAuth({ env: costly })
    const { client } = await somebody(app)
    const login = () =>
      fetch(`${app.url}/v1/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: newEmail(), password: PASSWORD }),
      })

    const waiting = Promise.all(Array.from({ length: 20 }, login))
    const meanwhile = await problemOf(client.accounts.me({}))
    const answers = await waiting

    const refused = answers.filter(({ status }) => status === 503)
    expect(meanwhile).toBe('none')
    expect(refused.length).toBeGreaterThan(10)
    expect(refused.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true)
    expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(3)
  })
})
