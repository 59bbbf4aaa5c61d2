import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { launch, testPostgres } from '../src/index.js'
import { Checkout } from './fixtures/checkout.js'
import { ask, running } from './fixtures/running.js'

describe('by hand', () => {
  it('a service that runs tells what it was started with', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await running(checkout)
    const { pid } = platform.supervisor.status.services[0] ?? {}
    expect(await platform.supervisor.tools.config('auth')).toEqual({
      schemaVersion: 1,
      service: 'auth',
      values: [{ name: 'asked', value: pid }],
      faults: [],
      as: 'running',
      because: null,
    })
  })

  it('one that would start otherwise, or does not run, tells what it would start with', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await running(checkout)
    const { pid } = platform.supervisor.status.services[0] ?? {}
    await writeFile(join(checkout.root, 'services/auth/.env'), 'A=1')
    const otherwise = await platform.supervisor.tools.config('auth')
    expect(otherwise).toMatchObject({ as: 'next-start', because: '.env has changed since it was started' })
    expect(otherwise['values']).not.toEqual([{ name: 'asked', value: pid }])
    await platform.supervisor.stop(['auth'])
    expect(await platform.supervisor.tools.config('auth')).toMatchObject({ because: 'it does not run' })
  })

  it('to ask what changed sources would start with leaves those that run alone', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await running(checkout)
    const main = join(checkout.root, 'services/auth/src/main.mjs')
    await writeFile(main, (await readFile(main, 'utf8')).replace(`name: 'asked'`, `name: 'changed'`))
    expect(await platform.supervisor.tools.config('auth')).toMatchObject({
      as: 'next-start',
      because: 'its sources have changed since it was started',
      values: [{ name: 'changed' }],
    })
    process.kill(platform.supervisor.status.services[0]?.pid ?? 0, 'SIGKILL')
    await expect.poll(() => platform.supervisor.status.services[0]?.restarts).toBe(1)
    await platform.supervisor.settled()
    await expect.poll(() => platform.ask('auth', '/version').catch(() => null)).toBe('version 1')
  })

  it('a database can be emptied, and is migrated and seeded again', async () => {
    await using server = await testPostgres()
    await using database = await server.createDatabase('azora_auth')
    await using checkout = await Checkout.of({ auth: { database: database.name } })
    await using platform = await running(checkout, {}, { ...process.env, DATABASE_URL: server.adminUrl })
    await platform.ask('auth', `/query?text=INSERT INTO note VALUES ('mine')`)
    await platform.supervisor.tools.resetDatabase('auth')
    await platform.supervisor.settled()
    expect(await platform.ask('auth', '/query?text=SELECT * FROM note')).toEqual([{ text: 'seeded' }])
  })

  it('a task can be run again, and a failing one says why', async () => {
    await using server = await testPostgres()
    await using database = await server.createDatabase('azora_auth')
    await using checkout = await Checkout.of({ auth: { database: database.name } })
    await using platform = await running(checkout, {}, { ...process.env, DATABASE_URL: server.adminUrl })
    await platform.supervisor.tools.task('auth', 'seed')
    expect(await checkout.commands('auth')).toEqual(['prepare', 'serve', 'seed'])
    await platform.ask('auth', '/query?text=DROP TABLE note')
    await expect(platform.supervisor.tools.task('auth', 'seed')).rejects.toMatchObject({
      code: 'task-failed',
      message: expect.stringContaining('relation "note" does not exist'),
    })
  })

  it('a service without a database has none to reset', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await running(checkout)
    await expect(platform.supervisor.tools.resetDatabase('auth')).rejects.toMatchObject({
      code: 'no-database',
    })
    expect(platform.supervisor.tools.databases()).toEqual([])
  })

  it('all of it can be done through the host', async () => {
    await using checkout = await Checkout.of({ auth: { database: true } })
    const client = await launch(checkout.root)
    await client.settled()
    expect(await client.config('auth')).toMatchObject({ service: 'auth' })
    expect(await client.databases()).toMatchObject([
      { service: 'auth', name: 'azora_auth', adminUrl: expect.stringMatching(/^postgresql:/) },
    ])
    await client.task('auth', 'migrate')
    const status = await client.resetDatabase('auth')
    expect(status.state).toBe('ready')
    expect(await ask(status.services[0]!, '/query?text=SELECT * FROM note')).toEqual([{ text: 'seeded' }])
    await client.down()
  })
})
