import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { connect as dial } from 'node:net'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connect, launch } from '../src/index.js'
import { Checkout } from './fixtures/checkout.js'
import { launched } from './fixtures/launched.js'
import { isAlive } from './fixtures/running.js'

const soon = { timeout: 5_000, interval: 20 }

const alive = async (pids: readonly number[]) =>
  (await Promise.all(pids.map(isAlive))).filter(is => is).length

const isListening = (port: number) =>
  new Promise(resolve => {
    const socket = dial(port, '127.0.0.1', () => resolve(true) ?? socket.destroy()).once('error', () =>
      resolve(false),
    )
  })

describe('the host of a checkout', () => {
  it('is launched, found again, and ended', async () => {
    await using checkout = await Checkout.of({ auth: {}, gateway: { needs: ['auth'] } })
    const client = await launch(checkout.root)
    expect(client.launched).toBe(true)
    const status = await client.settled()
    expect(status.services.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'auth ready',
      'gateway ready',
    ])
    const again = await launch(checkout.root)
    expect(again.launched).toBe(false)
    expect((await again.status()).host.pid).toBe(status.host.pid)
    await client.down()
    expect(await connect(checkout.root)).toBeNull()
    expect(await isAlive(status.host.pid)).toBe(false)
    await expect(stat(checkout.paths.lock)).rejects.toThrow(/ENOENT/)
  })

  it('of an older version is asked for nothing but how it is, and to end', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await launch(checkout.root)
    await platform.settled()
    const { protocol: _, ...before } = JSON.parse(await readFile(checkout.paths.host, 'utf8'))
    await writeFile(checkout.paths.host, JSON.stringify(before))
    const client = await connect(checkout.root)
    expect(await client?.status()).toMatchObject({ state: 'ready' })
    const refusal = { code: 'other-version', message: expect.stringContaining('by an older azora') }
    await expect(client?.up()).rejects.toMatchObject(refusal)
    await expect(client?.settled()).rejects.toMatchObject(refusal)
    await client?.down()
    expect(await connect(checkout.root)).toBeNull()
  })

  it('outlives clients that hang up before they are answered', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using client = await launch(checkout.root)
    const { host } = await client.settled()
    const { socket }: { socket: string } = JSON.parse(await readFile(checkout.paths.host, 'utf8'))
    // Standing still, it finds question and end at once.
    process.kill(host.pid, 'SIGSTOP')
    const hasty = dial(socket)
    await once(hasty, 'connect')
    hasty.write(`${JSON.stringify({ id: 1, method: 'status', params: {} })}\n`, () => hasty.destroy())
    await once(hasty, 'close')
    process.kill(host.pid, 'SIGCONT')
    expect((await client.status()).host.pid).toBe(host.pid)
    await client.down()
  })

  it('that stands still is woken to end', async () => {
    await using checkout = await Checkout.of({ auth: { database: true }, gateway: { needs: ['auth'] } })
    await using platform = await launched(checkout, 'detach')
    process.kill(platform.status.host.pid, 'SIGSTOP')
    const client = await connect(checkout.root)
    expect(await client?.down()).toBe('woken')
    expect(await alive(platform.pids)).toBe(0)
    await expect.poll(() => isAlive(platform.guardPid), soon).toBe(false)
  })

  it('is one, however many launch it at the same moment', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    const clients = await Promise.all(Array.from({ length: 4 }, () => launch(checkout.root)))
    const hosts = await Promise.all(clients.map(async client => (await client.settled()).host.pid))
    expect(new Set(hosts).size).toBe(1)
    expect(clients.filter(({ launched }) => launched)).toHaveLength(1)
    await clients[0]?.down()
  })

  it('refuses manifests that cannot be planned, and is gone', async () => {
    await using checkout = await Checkout.of({ auth: { needs: ['auth'] } })
    await expect(launch(checkout.root)).rejects.toMatchObject({
      code: 'invalid-manifests',
      message: expect.stringContaining('auth -> auth'),
    })
    await expect(stat(checkout.paths.lock)).rejects.toThrow(/ENOENT/)
  })

  it('refuses a service that does not exist, and goes on', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    const client = await launch(checkout.root)
    await expect(client.restart(['auht'])).rejects.toMatchObject({ code: 'unknown-service' })
    expect((await client.settled()).state).toBe('ready')
    await client.down()
  })

  it('tells every client what happens, and ends the telling with itself', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    const client = await launch(checkout.root)
    await client.settled()
    const told: string[] = []
    const listening = (async () => {
      for await (const event of client.events({ logs: true }))
        told.push(event.type === 'log' ? `log ${event.log.source}` : event.type)
    })()
    await client.restart(['auth'])
    await client.down()
    await listening
    expect(told[0]).toBe('platform')
    expect(told).toContain('service')
    expect(told).toContain('log auth')
  })

  it('lets a client stop listening', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    const client = await launch(checkout.root)
    for await (const event of client.events()) {
      expect(event.type).toBe('platform')
      break
    }
    expect((await client.settled()).state).toBe('ready')
    await client.down()
  })
})

describe('no process and no port is left within 5 s', () => {
  it('when an attached client is killed', async () => {
    await using checkout = await Checkout.of({
      auth: { database: true, behavior: { deaf: true } },
      gateway: { needs: ['auth'] },
    })
    await using platform = await launched(checkout)
    expect(await alive(platform.pids)).toBe(4)
    platform.launcher.kill('SIGKILL')
    await expect.poll(() => alive([...platform.pids, platform.guardPid]), soon).toBe(0)
    expect(await isListening(platform.status.services[0]?.port ?? 0)).toBe(false)
    expect(await connect(checkout.root)).toBeNull()
  })

  it('when the host is killed', async () => {
    await using checkout = await Checkout.of({
      auth: { database: true, behavior: { deaf: true } },
      gateway: { needs: ['auth'] },
    })
    await using platform = await launched(checkout, 'detach')
    const { socket } = JSON.parse(await readFile(checkout.paths.host, 'utf8'))
    process.kill(platform.status.host.pid, 'SIGKILL')
    await expect.poll(() => alive([...platform.pids, platform.guardPid]), soon).toBe(0)
    await expect(stat(dirname(socket))).rejects.toThrow(/ENOENT/)
  })
})

describe('the platform', () => {
  it('outlives a client that has detached', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await launched(checkout, 'detach')
    platform.launcher.kill('SIGKILL')
    await using client = await connect(checkout.root)
    expect(await client?.status()).toMatchObject({
      state: 'ready',
      host: { pid: platform.status.host.pid, attached: 0 },
    })
  })

  it('is cleaned up by the next launch if host and guard were killed', async () => {
    await using checkout = await Checkout.of({ auth: { database: true, behavior: { deaf: true } } })
    await using platform = await launched(checkout, 'detach')
    process.kill(platform.guardPid, 'SIGSTOP')
    process.kill(platform.status.host.pid, 'SIGKILL')
    process.kill(platform.guardPid, 'SIGKILL')
    await expect.poll(() => isAlive(platform.status.host.pid), soon).toBe(false)
    expect(await alive(platform.pids)).toBe(2)
    const client = await launch(checkout.root)
    expect(await client.settled()).toMatchObject({ state: 'ready' })
    expect(await alive(platform.pids)).toBe(0)
    await client.down()
  })
})

describe('a program that does not build', () => {
  it('is told with file and line, and served as soon as it does', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await checkout.edit('auth', 'const answers = {', 'const answers = {{')
    const client = await launch(checkout.root)
    const [auth] = (await client.settled()).services
    expect(auth).toMatchObject({
      state: 'failed',
      lastError: expect.stringMatching(/src\/main\.mjs:\d+:\d+/),
    })
    await checkout.edit('auth', 'const answers = {{', 'const answers = {')
    await expect.poll(async () => (await client.status()).state, soon).toBe('ready')
    await client.down()
  })
})
