import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SupervisorEvent } from '../src/api.js'
import { Checkout } from './fixtures/checkout.js'
import { running } from './fixtures/running.js'

const soon = { timeout: 10_000, interval: 10 }

describe('while the platform runs', () => {
  it('a service that appears is started, one that goes is stopped, and no other is touched', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await running(checkout)
    const [auth] = platform.pids()
    await checkout.add('notes', { needs: ['auth'] })
    await expect.poll(platform.states, soon).toEqual(['auth ready', 'notes ready'])
    const keys = JSON.parse(await readFile(checkout.paths.serviceKeys, 'utf8'))
    expect(Object.keys(keys)).toEqual(['auth', 'notes'])
    await checkout.remove('notes')
    await expect.poll(platform.states, soon).toEqual(['auth ready'])
    expect(platform.pids()).toEqual([auth])
  })

  it('a manifest that cannot be used changes nothing and is told', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await running(checkout)
    const told: SupervisorEvent[] = []
    platform.supervisor.subscribe(event => event.type === 'notice' && told.push(event))
    await checkout.add('notes', { needs: ['auht'] })
    await expect
      .poll(() => told, soon)
      .toMatchObject([{ level: 'error', message: expect.stringContaining('Did you mean auth?') }])
    expect(platform.states()).toEqual(['auth ready'])
  })

  it('a saved source is served by a new process, and no other service is touched', async () => {
    await using checkout = await Checkout.of({ auth: {}, education: { needs: ['auth'] } })
    await using platform = await running(checkout, { watch: true })
    const { pid } = platform.service('education')
    await checkout.edit('auth', 'version 1', 'version 2')
    await expect.poll(() => platform.ask('auth', '/version').catch(() => null), soon).toBe('version 2')
    expect(platform.service('education').pid).toBe(pid)
  })

  it('a source saved as it was is no change', async () => {
    await using checkout = await Checkout.of({ auth: {}, education: {} })
    await using platform = await running(checkout, { watch: true })
    const { pid } = platform.service('auth')
    await checkout.edit('auth', 'version 1', 'version 1')
    await checkout.edit('education', 'version 1', 'version 2')
    await expect.poll(() => platform.ask('education', '/version').catch(() => null), soon).toBe('version 2')
    expect(platform.service('auth').pid).toBe(pid)
  })

  it('a source that no longer builds leaves the old program in service, and says why', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using platform = await running(checkout, { watch: true })
    const { pid } = platform.service('auth')
    await checkout.edit('auth', 'version 1', `version 2', oops: (`)
    await expect.poll(() => platform.service('auth').lastError, soon).toMatch(/main\.mjs:\d+:\d+/)
    expect(platform.service('auth')).toMatchObject({ state: 'ready', pid })
    await checkout.edit('auth', `version 2', oops: (`, 'version 3')
    await expect.poll(() => platform.ask('auth', '/version').catch(() => null), soon).toBe('version 3')
    expect(platform.service('auth').lastError).toBeNull()
  })

  it('a service that could not be built is tried again when it is saved, without being asked to watch', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await checkout.edit('auth', 'const answers = {', 'const answers = {{')
    await using platform = await running(checkout)
    expect(platform.service('auth')).toMatchObject({
      state: 'failed',
      lastError: expect.stringMatching(/main\.mjs:\d+/),
    })
    await checkout.edit('auth', 'const answers = {{', 'const answers = {')
    await expect.poll(() => platform.service('auth').state, soon).toBe('ready')
  })

  it('a service that has failed is not tried again for what it wrote itself', async () => {
    await using checkout = await Checkout.of({ auth: { behavior: { misconfigured: true } }, education: {} })
    await checkout.edit('education', 'const answers = {', 'const answers = {{')
    await using platform = await running(checkout)
    // One watch tells of both: when it has told of the one, it has of the other.
    await checkout.edit('education', 'const answers = {{', 'const answers = {')
    await expect.poll(() => platform.service('education').state, soon).toBe('ready')
    expect(platform.service('auth').state).toBe('failed')
    expect(await checkout.commands('auth')).toEqual(['serve'])
  })
})

describe('the route table', () => {
  it('follows what runs', async () => {
    await using checkout = await Checkout.of({ auth: {}, gateway: { manifest: { kind: 'gateway' } } })
    await using platform = await running(checkout)
    const routes = async () => JSON.parse(await readFile(checkout.paths.routes, 'utf8'))
    const auth = platform.service('auth')
    expect(await routes()).toMatchObject({
      schemaVersion: 1,
      services: [
        { name: 'auth', kind: 'service', contract: { name: 'auth', operations: [] } },
        { name: 'gateway', kind: 'gateway' },
      ],
    })
    expect((await routes()).services[0].instances).toEqual([
      { id: 'auth-1', url: auth.url, pid: auth.pid, ready: true },
    ])
    await platform.supervisor.stop(['auth'])
    expect((await routes()).services[0].instances).toEqual([])
  })
})

describe('bundles', () => {
  it('are renewed only when a source has changed', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await (await running(checkout)).supervisor.close()
    const bundle = join(checkout.paths.cache, 'services', 'auth', 'main.mjs')
    const made = await stat(bundle)
    await (await running(checkout)).supervisor.close()
    expect(await stat(bundle)).toMatchObject({ ino: made.ino, mtimeMs: made.mtimeMs })
    await checkout.edit('auth', 'version 1', 'version 2')
    await (await running(checkout)).supervisor.close()
    expect(await readFile(bundle, 'utf8')).toContain('version 2')
  })
})
