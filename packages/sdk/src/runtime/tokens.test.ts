import { expect, test } from 'vitest'
import { library } from '../../test/fixtures/library.js'
import { json, refuse, serving } from '../../test/fixtures/server.js'
import { createClient } from '../client.js'

const EMPTY = { items: [], nextCursor: null }

/** Answers those who bring the good token, and nobody else. */
const guarded = (good: string) =>
  serving(({ headers }, response) =>
    headers.authorization === `Bearer ${good}`
      ? json(response, 200, EMPTY)
      : refuse(response, 401, 'unauthenticated'),
  )

/** Tokens that are renewed by whoever asks with the one refused. */
function renewable(next: string) {
  const renewals: string[] = []
  let token = 'expired'
  const source = async (refused?: string) => {
    if (refused === undefined) return token
    renewals.push(refused)
    await new Promise(resolve => setImmediate(resolve))
    token = next
    return token
  }
  return { renewals, source }
}

test('a hundred calls that meet an expired token at the same time cause one renewal', async () => {
  await using server = await guarded('fresh')
  const { source, renewals } = renewable('fresh')
  const client = createClient(library, { baseUrl: server.url, token: source })

  const answers = await Promise.all(Array.from({ length: 100 }, () => client.books.list()))

  expect(answers).toHaveLength(100)
  expect(renewals).toEqual(['expired'])
})

test('a call that cannot be repeated is sent again after a renewal, for it was refused at the door', async () => {
  await using server = await guarded('fresh')
  const { source } = renewable('fresh')
  const client = createClient(library, { baseUrl: server.url, token: source })

  await client.cards.issue({ body: { reader: 'ada' } })

  expect(server.arrived.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer expired',
    'Bearer fresh',
  ])
})

test('a token that is refused after its renewal is not renewed again', async () => {
  await using server = await guarded('another')
  const { source, renewals } = renewable('fresh')

  await expect(
    createClient(library, { baseUrl: server.url, token: source }).books.list(),
  ).rejects.toMatchObject({
    code: 'unauthenticated',
    attempts: 2,
  })
  expect(renewals).toHaveLength(1)
})

test('a renewal that fails is what the calls fail with', async () => {
  await using server = await guarded('fresh')
  const token = (refused?: string) => (refused ? Promise.reject(new Error('no renewal today')) : 'expired')

  await expect(createClient(library, { baseUrl: server.url, token }).books.list()).rejects.toThrow(
    'no renewal today',
  )
})

test('a renewal does not use up the retries', async () => {
  await using server = await serving(({ headers }, response, n) => {
    if (headers.authorization !== 'Bearer fresh') return refuse(response, 401, 'unauthenticated')
    return n < 3 ? refuse(response, 503, 'service-unavailable') : json(response, 200, EMPTY)
  })
  const client = createClient(library, { baseUrl: server.url, token: renewable('fresh').source, retries: 1 })

  expect(await client.books.list()).toEqual(EMPTY)
})

test('a call may bring its own token, or none', async () => {
  await using server = await serving((_, response) => json(response, 200, EMPTY))
  const client = createClient(library, { baseUrl: server.url, token: 'mine' })

  await client.books.list()
  await client.books.list({}, { token: 'yours' })
  await client.books.list({}, { token: null })

  expect(server.arrived.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer mine',
    'Bearer yours',
    undefined,
  ])
})
