import { type LoadedManifest, Manifest, PlanRefused } from '@azora/manifest'
import { describe, expect, it } from 'vitest'
import type { ServiceStatus } from '../api.js'
import type { ManagedService } from './managed-service.js'
import { Roster } from './roster.js'

type Facts = Partial<Pick<ServiceStatus, 'state' | 'ready' | 'url'>>
type Needs = readonly (string | { service: string; condition: 'started' })[]

/** A service as far as the roster looks at it. */
class Fake {
  loaded: LoadedManifest
  wave: number
  isWanted = true
  status: Facts = { state: 'pending', ready: false, url: null }
  blocker: string | null = null

  constructor(loaded: LoadedManifest, wave: number) {
    this.loaded = loaded
    this.wave = wave
  }

  get name() {
    return this.loaded.manifest.name
  }
}

const manifests = (services: Readonly<Record<string, Needs>>): LoadedManifest[] =>
  Object.entries(services).map(([name, needs]) => ({
    manifest: Manifest.parse({ name, title: name, category: 'Data-Analytics', port: 4_050, needs }),
    folder: `/${name}`,
    file: `/${name}/azora.json`,
  }))

function rosterOf(services: Readonly<Record<string, Needs>>) {
  const roster = new Roster((loaded, wave) => new Fake(loaded, wave) as unknown as ManagedService)
  const changes = roster.load(manifests(services))
  return { roster, changes, of: (name: string) => roster.one(name) as unknown as Fake }
}

const names = (services: readonly { name: string }[]) => services.map(({ name }) => name)

describe('a roster', () => {
  it('has services in start order, by waves', () => {
    const { roster } = rosterOf({ gateway: ['orders', 'auth'], orders: ['auth'], auth: [], notes: [] })
    expect(roster.waves.map(names)).toEqual([['auth', 'notes'], ['orders'], ['gateway']])
  })

  it('names the services wanted and what they need, and all when none is named', () => {
    const { roster } = rosterOf({ gateway: ['orders'], orders: ['auth'], auth: [], notes: [] })
    expect(names(roster.withNeeds(['orders']))).toEqual(['auth', 'orders'])
    expect(names(roster.withNeeds(undefined))).toHaveLength(4)
  })

  it('knows no other names, and tells which was meant', () => {
    const { roster } = rosterOf({ education: [] })
    expect(() => roster.one('educaton')).toThrow('There is no service educaton. Did you mean education?')
    expect(() => roster.withNeeds(['nothing-alike'])).toThrow(/^There is no service nothing-alike\.$/)
  })

  it('tells what a new reading of the manifests has changed, and keeps who stays', () => {
    const { roster, of } = rosterOf({ auth: [], orders: [] })
    const auth = of('auth')
    const { added, changed, removed } = roster.load(manifests({ auth: [], orders: [], notes: ['auth'] }))
    expect([added, changed, removed].map(names)).toEqual([['notes'], [], []])
    expect(of('auth')).toBe(auth)
    const again = roster.load(manifests({ orders: ['notes'], notes: [] }))
    expect([again.added, again.changed, again.removed].map(list => names(list).toSorted())).toEqual([
      [],
      ['notes', 'orders'],
      ['auth'],
    ])
  })

  it('keeps what it has when a reading cannot be planned', () => {
    const { roster } = rosterOf({ auth: [] })
    expect(() => roster.load(manifests({ auth: ['orders'], orders: ['auth'] }))).toThrow(PlanRefused)
    expect(names(roster.all)).toEqual(['auth'])
  })
})

describe('a need', () => {
  it('is met by a ready service; one to be started only, by one that listens', () => {
    const { roster, of } = rosterOf({
      auth: [],
      orders: ['auth'],
      notes: [{ service: 'auth', condition: 'started' }],
    })
    expect([roster.needsMet(roster.one('orders')), roster.needsMet(roster.one('notes'))]).toEqual([
      false,
      false,
    ])
    of('auth').status = { state: 'starting', ready: false, url: 'http://127.0.0.1:4001' }
    expect([roster.needsMet(roster.one('orders')), roster.needsMet(roster.one('notes'))]).toEqual([
      false,
      true,
    ])
    of('auth').status = { state: 'ready', ready: true, url: 'http://127.0.0.1:4001' }
    expect([roster.needsMet(roster.one('orders')), roster.needsMet(roster.one('notes'))]).toEqual([
      true,
      true,
    ])
  })

  it('blocks while nobody wants it, when it has failed, and when it is blocked itself', () => {
    const { roster, of } = rosterOf({ auth: [], orders: ['auth'] })
    expect(roster.blocker(roster.one('orders'))).toBeNull()
    of('auth').isWanted = false
    expect(roster.blocker(roster.one('orders'))).toBe('waits for auth, which is stopped')
    of('auth').isWanted = true
    of('auth').status = { state: 'failed', ready: false, url: null }
    expect(roster.blocker(roster.one('orders'))).toBe('waits for auth, which has failed')
    of('auth').status = { state: 'pending', ready: false, url: null }
    of('auth').blocker = 'waits for notes, which is stopped'
    expect(roster.blocker(roster.one('orders'))).toBe(
      'waits for auth, which waits for notes, which is stopped',
    )
  })
})
