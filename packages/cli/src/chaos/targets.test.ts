import type { HostClient, ServiceDatabase, Status } from '@azora/supervisor'
import { expect, test } from 'vitest'
import { type Ground, targetsOf } from './targets.js'

const states = { auth: 'ready', nexus: 'starting', spare: 'stopped' } as const

const ground = {
  host: {} as HostClient,
  status: {
    services: Object.entries(states).map(([name, state]) => ({ name, state, instances: [] })),
    infrastructure: [{ name: 'postgres', origin: 'embedded' }],
  } as unknown as Status,
  databases: [{ service: 'auth', adminUrl: '' } as ServiceDatabase],
  transport: 'postgresql',
} satisfies Ground

test('a service that is on its way back can be killed, one that was stopped on purpose cannot', () => {
  expect(targetsOf(ground, 'nexus').kinds).toEqual([['nexus']])
  expect(() => targetsOf(ground, 'spare')).toThrow(
    expect.objectContaining({ code: 'not-taken-up', remedy: 'azora up spare' }),
  )
  expect([...targetsOf(ground, 'random').kills.keys()]).not.toContain('spare')
})

test('a name that is none is answered with those there are', () => {
  expect(() => targetsOf(ground, 'nexsus')).toThrow(
    expect.objectContaining({
      code: 'unknown-service',
      remedy: expect.stringContaining('auth, nexus, spare, broker'),
    }),
  )
})
