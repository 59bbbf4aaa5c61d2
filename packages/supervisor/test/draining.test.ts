import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { Checkout } from './fixtures/checkout.js'
import { ask, isAlive, running } from './fixtures/running.js'

const soon = { timeout: 10_000, interval: 10 }

interface Route {
  expected: boolean
  instances: { pid: number; ready: boolean }[]
}

/** What the gateway reads of the only service there is. */
async function route(checkout: Checkout): Promise<Route> {
  const { services } = JSON.parse(await readFile(checkout.paths.routes, 'utf8')) as { services: Route[] }
  return services[0]!
}

describe('a process that is told to end by somebody else', () => {
  it('is not ready from the moment it says so, and comes back without waiting when it has ended', async () => {
    await using checkout = await Checkout.of({ auth: { behavior: { lingers: true } } })
    await using platform = await running(checkout)
    const { pid } = platform.service('auth')
    await expect.poll(() => route(checkout), soon).toMatchObject({ instances: [{ pid, ready: true }] })
    // One that hardly lived would count as crashed.
    await expect
      .poll(() => Date.now() - Date.parse(platform.service('auth').startedAt ?? ''), soon)
      .toBeGreaterThan(1_000)
    process.kill(pid!, 'SIGTERM')
    await expect
      .poll(() => route(checkout), soon)
      .toMatchObject({ expected: true, instances: [{ pid, ready: false }] })
    await checkout.behave('auth', {})
    await expect.poll(() => platform.service('auth'), soon).toMatchObject({ state: 'ready', restarts: 1 })
    expect(platform.service('auth')).toMatchObject({ lastError: null })
    expect(platform.service('auth').pid).not.toBe(pid)
  })
})

describe('a process that drains because of an error', () => {
  it('has crashed, its socket held or not', async () => {
    const gateway = { manifest: { kind: 'gateway' } }
    await using checkout = await Checkout.of({ auth: {}, gateway })
    await using platform = await running(checkout)
    for (const name of ['auth', 'gateway']) process.kill(platform.service(name).pid!, 'SIGUSR2')
    for (const name of ['auth', 'gateway'])
      await expect
        .poll(() => platform.service(name), soon)
        .toMatchObject({ state: 'ready', restarts: 1, lastError: 'exited with code 1' })
  })
})

describe('a service that is away', () => {
  it('is expected back while it restarts, and not when it was stopped', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await running(checkout)
    process.kill(platform.service('auth').pid!, 'SIGKILL')
    await expect.poll(() => route(checkout), soon).toMatchObject({ expected: true, instances: [] })
    await expect.poll(() => platform.service('auth').state, soon).toBe('ready')
    await platform.supervisor.stop(['auth'])
    expect(await route(checkout)).toMatchObject({ expected: false, instances: [] })
  })

  it('is not expected when it has failed', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await running(checkout)
    await checkout.behave('auth', { misconfigured: true })
    await platform.supervisor.restart(['auth'])
    await expect.poll(() => route(checkout), soon).toMatchObject({ expected: false, instances: [] })
  })
})

describe('the socket of a gateway', () => {
  const gateway = { manifest: { kind: 'gateway', replicas: 2 } }

  it('is one for all its processes, each of which has an address of its own beside it', async () => {
    await using checkout = await Checkout.of({ gateway })
    await using platform = await running(checkout)
    const { url, instances } = platform.service('gateway')
    const own = await Promise.all(instances.map(instance => ask(instance, '/pid')))

    expect(own).toEqual(instances.map(({ pid }) => pid))
    expect(new Set([url, ...instances.map(instance => instance.url)]).size).toBe(3)
    expect(instances.map(({ pid }) => pid)).toContain(await platform.ask('gateway', '/pid'))
  })

  it('keeps who comes waiting while no process accepts', async () => {
    await using checkout = await Checkout.of({ gateway: { manifest: { kind: 'gateway' } } })
    await using platform = await running(checkout)
    const before = platform.service('gateway')
    process.kill(before.pid!, 'SIGKILL')
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(before, '/pid')))
    const after = platform.service('gateway')

    expect(new Set(answers)).toEqual(new Set([after.pid]))
    expect(after.pid).not.toBe(before.pid)
  })

  it('is served by the next process while the last one finishes what it does', async () => {
    const manifest = { kind: 'gateway' }
    await using checkout = await Checkout.of({ gateway: { manifest, behavior: { lingers: true } } })
    await using platform = await running(checkout)
    const before = platform.service('gateway')
    const restarting = platform.supervisor.restart(['gateway'])
    await expect.poll(() => ask(before, '/pid'), soon).not.toBe(before.pid)
    expect(await isAlive(before.pid!)).toBe(true)
    await checkout.behave('gateway', {})
    await restarting

    expect(platform.service('gateway')).toMatchObject({ state: 'ready', url: before.url, restarts: 0 })
    await expect.poll(() => isAlive(before.pid!), soon).toBe(false)
  })

  it('is served by one process, however often it is restarted at the same moment', async () => {
    await using checkout = await Checkout.of({ gateway: { manifest: { kind: 'gateway' } } })
    await using platform = await running(checkout)
    const { url } = platform.service('gateway')
    await Promise.all([1, 2, 3].map(() => platform.supervisor.restart(['gateway'])))
    await platform.supervisor.settled()
    const served = await Promise.all(Array.from({ length: 40 }, () => ask({ url }, '/pid')))

    expect(new Set(served)).toEqual(new Set([platform.service('gateway').pid]))
  })

  it('lets nobody wait once it has failed, and is where it was when it comes back', async () => {
    await using checkout = await Checkout.of({ gateway })
    await using platform = await running(checkout)
    const { url } = platform.service('gateway')
    await checkout.behave('gateway', { misconfigured: true })
    await platform.supervisor.restart(['gateway'])
    await expect(fetch(`${url}/pid`)).rejects.toThrow('fetch failed')

    await checkout.behave('gateway', {})
    await platform.supervisor.up(['gateway'])
    expect(platform.service('gateway')).toMatchObject({ state: 'ready', url })
  })

  it('lets nobody wait once it is stopped', async () => {
    await using checkout = await Checkout.of({ gateway })
    await using platform = await running(checkout)
    const { url } = platform.service('gateway')
    await platform.supervisor.stop(['gateway'])

    await expect(fetch(`${url}/pid`)).rejects.toThrow('fetch failed')
  })
})
