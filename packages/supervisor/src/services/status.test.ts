import { Manifest } from '@azora/manifest'
import { describe, expect, it } from 'vitest'
import type { InstanceStatus, ServiceState } from '../api.js'
import { type Preparation, platformState, serviceStatus } from './status.js'

const IDLE: Preparation = { stage: 'none', failure: null }

const instance = (state: ServiceState, changes: Partial<InstanceStatus> = {}): InstanceStatus => ({
  id: 'orders-1',
  state,
  ready: state === 'ready',
  pid: 1,
  url: 'http://127.0.0.1:5001',
  port: 5_001,
  restarts: 0,
  startedAt: '2026-01-01T00:00:00.000Z',
  lastError: null,
  inspectUrl: null,
  ...changes,
})

function status(instances: readonly InstanceStatus[], preparation = IDLE, heldPort: number | null = null) {
  const manifest = Manifest.parse({
    name: 'orders',
    title: 'Orders',
    category: 'Data-Analytics',
    port: 4_050,
    needs: ['auth'],
  })
  const loaded = { manifest, folder: '/orders', file: '/orders/azora.json' }
  return serviceStatus({ loaded, wave: 1, preparation, instances, heldPort })
}

describe('a service', () => {
  it.each<[ServiceState[], ServiceState]>([
    [['ready', 'ready'], 'ready'],
    [['ready', 'failed'], 'failed'],
    [['ready', 'waiting'], 'waiting'],
    [['starting', 'unready'], 'unready'],
    [['ready', 'starting'], 'starting'],
    [['stopped', 'stopped'], 'stopped'],
  ])('with processes that are %j is %s', (states, expected) => {
    expect(status(states.map(state => instance(state))).state).toBe(expected)
  })

  it('is ready as soon as one of its processes is', () => {
    expect(status([instance('failed'), instance('ready')]).ready).toBe(true)
    expect(status([instance('failed'), instance('starting')]).ready).toBe(false)
  })

  it('without processes is in the stage of its preparation, or has failed with it', () => {
    expect(status([], { stage: 'migrating', failure: null }).state).toBe('migrating')
    expect(status([], { stage: 'none', failure: 'does not build' })).toMatchObject({
      state: 'failed',
      lastError: 'does not build',
    })
    expect(status([]).state).toBe('stopped')
  })

  it('whose new sources fail is as its old processes are, and says why it is not renewed', () => {
    const failing = status([instance('ready')], { stage: 'none', failure: 'does not build' })
    expect(failing).toMatchObject({ state: 'ready', ready: true, lastError: 'does not build' })
  })

  it('is where its first process is; with a held socket, there, as long as there is a process', () => {
    expect(status([instance('ready')]).port).toBe(5_001)
    expect(status([instance('ready')], IDLE, 4_000)).toMatchObject({
      url: 'http://127.0.0.1:4000',
      port: 4_000,
    })
    expect(status([instance('waiting', { url: null, port: null })], IDLE, 4_000)).toMatchObject({ url: null })
  })

  it('has restarted as often as its processes together', () => {
    expect(status([instance('ready', { restarts: 2 }), instance('ready', { restarts: 3 })]).restarts).toBe(5)
  })
})

describe('a platform', () => {
  const ready = status([instance('ready')])
  const stopped = status([])
  const failed = status([instance('failed', { lastError: 'crashed' })])
  const coming = status([], { stage: 'building', failure: null })

  it('is ready when all that is wanted is', () => {
    expect(platformState([ready, ready])).toBe('ready')
    expect(platformState([ready, stopped])).toBe('ready')
    expect(platformState([])).toBe('ready')
  })

  it('is starting while something still comes', () => {
    expect(platformState([ready, coming])).toBe('starting')
  })

  it('is degraded when something has failed, or comes in vain', () => {
    expect(platformState([ready, failed])).toBe('degraded')
    const inVain = status([], { stage: 'pending', failure: 'waits for auth, which has failed' })
    expect(platformState([ready, inVain])).toBe('degraded')
  })
})
