import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Supervisor } from '../src/supervisor.js'
import { Checkout } from './fixtures/checkout.js'
import { isAlive, running } from './fixtures/running.js'

const soon = { timeout: 10_000, interval: 10 }

describe('a platform', () => {
  it('tells last what its status says, once its start is over', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    const supervisor = await Supervisor.open(checkout.root)
    const told: unknown[] = []
    supervisor.subscribe(event => {
      if (event.type === 'platform') told.push([event.status.state, event.status.startMs])
    })
    await supervisor.start()
    expect(told.at(-1)).toEqual(['ready', supervisor.status.startMs])
    await supervisor.close()
  })
})

describe('a service', () => {
  it('that is killed is ready again within 2 s, and nobody else is touched', async () => {
    await using checkout = await Checkout.of({ auth: {}, education: { needs: ['auth'] } })
    const beganAt = Date.now()
    await using platform = await running(checkout)
    // Where the first start takes long the machine is busy with others.
    const patienceMs = Math.max(2_000, 3 * (Date.now() - beganAt))
    const { auth, education } = { auth: platform.service('auth'), education: platform.service('education') }
    process.kill(auth.pid!, 'SIGKILL')
    const killedAt = Date.now()
    await expect.poll(() => platform.service('auth').pid, soon).not.toBe(auth.pid)
    await expect.poll(() => platform.service('auth').state, soon).toBe('ready')
    expect(Date.now() - killedAt).toBeLessThan(patienceMs)
    expect(platform.service('auth')).toMatchObject({
      restarts: 1,
      url: auth.url,
      lastError: 'ended by SIGKILL',
    })
    expect(platform.service('education')).toMatchObject({ pid: education.pid, restarts: 0 })
  })

  it('that is killed for trial comes back at once, however often, for it has not crashed', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await running(checkout)
    for (let kills = 1; kills <= 7; kills++) {
      expect(platform.supervisor.tools.kill('auth-1')).toBe(platform.service('auth').pid)
      await expect
        .poll(() => platform.service('auth'), soon)
        .toMatchObject({ state: 'ready', restarts: kills })
    }
    expect(() => platform.supervisor.tools.kill('auth-2')).toThrow('There is no process auth-2')
  })

  it('that refuses its configuration has failed at once, in its own words', async () => {
    await using checkout = await Checkout.of({
      auth: { behavior: { misconfigured: true } },
      education: { needs: ['auth'] },
    })
    await using platform = await running(checkout)
    expect(platform.service('auth')).toMatchObject({
      state: 'failed',
      restarts: 0,
      lastError: 'exited with code 78: MODE: expected one of "a", "b"',
    })
    expect(platform.service('education')).toMatchObject({
      state: 'pending',
      lastError: 'waits for auth, which has failed',
    })
    expect(platform.supervisor.status.state).toBe('degraded')
  })

  it('comes up, and those who wait for it too, when its fault is mended and it is asked for again', async () => {
    await using checkout = await Checkout.of({
      auth: { behavior: { misconfigured: true } },
      education: { needs: ['auth'] },
    })
    await using platform = await running(checkout)
    await checkout.behave('auth', {})
    await platform.supervisor.up(['auth'])
    await platform.supervisor.settled()
    expect(platform.states()).toEqual(['auth ready', 'education ready'])
  })

  it('that answers not ready is not ready, and is left running', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await running(checkout)
    const { pid } = platform.service('auth')
    await checkout.behave('auth', { unready: true })
    await expect
      .poll(() => platform.service('auth'), soon)
      .toMatchObject({ state: 'unready', ready: false, pid })
    await checkout.behave('auth', {})
    await expect
      .poll(() => platform.service('auth'), soon)
      .toMatchObject({ state: 'ready', ready: true, pid, restarts: 0 })
  })

  it('that is stopped stays stopped, its dependants run on, and it comes back where it was', async () => {
    await using checkout = await Checkout.of({ auth: {}, education: { needs: ['auth'] } })
    await using platform = await running(checkout)
    const { url } = platform.service('auth')
    await platform.supervisor.stop(['auth'])
    expect(platform.states()).toEqual(['auth stopped', 'education ready'])
    await platform.supervisor.up(['auth'])
    expect(platform.service('auth')).toMatchObject({ state: 'ready', url, restarts: 0 })
  })

  it('that is restarted is another process at the same address', async () => {
    await using checkout = await Checkout.of({ auth: {}, education: { needs: ['auth'] } })
    await using platform = await running(checkout)
    const [auth, education] = platform.pids()
    const { url } = platform.service('auth')
    await platform.supervisor.restart(['auth'])
    expect(platform.service('auth')).toMatchObject({ state: 'ready', url, restarts: 0 })
    expect(platform.service('auth').pid).not.toBe(auth)
    expect(platform.service('education').pid).toBe(education)
  })

  it('that does not hear SIGTERM is ended all the same', async () => {
    await using checkout = await Checkout.of({ auth: { behavior: { deaf: true } } })
    const platform = await running(checkout)
    const { pid } = platform.service('auth')
    await platform.supervisor.close(true)
    expect(await isAlive(pid!)).toBe(false)
  })

  it('runs as often as its manifest says, each process at an address of its own', async () => {
    await using checkout = await Checkout.of({ auth: { manifest: { replicas: 3 } } })
    await using platform = await running(checkout)
    const { instances } = platform.service('auth')
    expect(instances.map(({ id, ready }) => [id, ready])).toEqual([
      ['auth-1', true],
      ['auth-2', true],
      ['auth-3', true],
    ])
    expect(new Set(instances.map(({ port }) => port)).size).toBe(3)
  })

  it('whose port is taken listens elsewhere', async () => {
    const squatter = createServer()
    const port = await new Promise<number>(resolve =>
      squatter.listen(0, '127.0.0.1', () => resolve((squatter.address() as { port: number }).port)),
    )
    await using checkout = await Checkout.of({ auth: { manifest: { port } } })
    await using platform = await running(checkout)
    expect(platform.service('auth').state).toBe('ready')
    expect(platform.service('auth').port).not.toBe(port)
    squatter.close()
  })

  it('can be debugged', async () => {
    await using checkout = await Checkout.of({ auth: {}, education: {} })
    await using platform = await running(checkout, { inspect: ['auth'] })
    const inspectUrl = platform.service('auth').instances[0]?.inspectUrl
    expect(await (await fetch(`${inspectUrl}/json/version`)).json()).toHaveProperty('Protocol-Version')
    expect(platform.service('education').instances[0]?.inspectUrl).toBeNull()
  })
})

describe('a part of the platform', () => {
  it('is what was asked for and what that needs', async () => {
    await using checkout = await Checkout.of({
      auth: {},
      education: { needs: ['auth'] },
      finance: { needs: ['auth'] },
    })
    await using platform = await running(checkout, { services: ['education'] })
    expect(platform.states()).toEqual(['auth ready', 'education ready', 'finance stopped'])
  })

  it('cannot be a service that does not exist', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await running(checkout)
    await expect(platform.supervisor.up(['auht'])).rejects.toThrow(
      'There is no service auht. Did you mean auth?',
    )
  })
})

describe('an error that nobody caught', () => {
  it('leads to the line in the source, not in the bundle', async () => {
    await using checkout = await Checkout.of({ auth: { behavior: { crash: true } } })
    const supervisor = await Supervisor.open(checkout.root)
    const lines: string[] = []
    supervisor.subscribe(event => event.type === 'log' && lines.push(event.log.line))
    const starting = supervisor.start()
    await expect.poll(() => supervisor.status.services[0]?.restarts, soon).toBeGreaterThan(0)
    expect(supervisor.status.services[0]?.lastError).toBe(
      'exited with code 1: Error: this service always crashes',
    )
    expect(lines.join('\n')).toMatch(/at (?:Object\.)?serve \(.*services\/auth\/src\/main\.mjs:\d+:\d+\)/)
    await supervisor.close()
    await starting
  })
})
