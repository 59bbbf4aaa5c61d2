import { expect, test } from 'vitest'
import { RevocationFeed } from './feed.js'

const NOW = new Date('2026-01-01T00:00:00Z')

test('all that was revoked is known after one reading, however many pages it fills', async () => {
  const revoked = ['s1', 's2', 's3', 's4', 's5']
  const feed = new RevocationFeed(
    async after => {
      const seq = Number(after ?? 0)
      const items = revoked.slice(seq, seq + 2).map(sessionId => ({
        sessionId,
        userId: null,
        keyId: null,
        revokedAt: NOW.toISOString(),
        notAfter: '2026-01-02T00:00:00Z',
      }))
      return { items, cursor: String(seq + items.length) }
    },
    { now: () => NOW },
  )

  await feed.load()

  const covers = (sessionId: string) => feed.covers({ sessionId, userId: 'u', keyId: 'k', issuedAt: 1 })
  expect([...revoked, 's6'].map(covers)).toEqual([true, true, true, true, true, false])
})
