import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { testPostgres } from '../src/index.js'

describe('a PostgreSQL for tests', () => {
  it('gives each caller a database of its own', async () => {
    await using server = await testPostgres()
    await using one = await server.createDatabase('auth')
    await using other = await server.createDatabase('auth')
    expect(one.name).not.toBe(other.name)
    expect(await query(one.url, 'SELECT current_user AS who')).toEqual([{ who: one.name }])
  })

  it('shuts a role out of the database of another', async () => {
    await using server = await testPostgres()
    await using one = await server.createDatabase('auth')
    await using other = await server.createDatabase('education')
    const trespass = new URL(one.url)
    trespass.pathname = `/${other.name}`
    await expect(query(trespass.href, 'SELECT 1')).rejects.toThrow(/permission denied for database/)
  })
})

async function query(url: string, text: string) {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
