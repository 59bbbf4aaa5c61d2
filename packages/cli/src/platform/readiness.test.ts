import { Problem } from '@azora/contracts/problem'
import { ServiceUnavailable } from '@azora/contracts/problems'
import type { Status } from '@azora/supervisor'
import { describe, expect, test } from 'vitest'
import { refuseTrial } from '../chaos/trial.js'
import type { Context } from '../context.js'
import { exitCodes } from '../exit-codes.js'
import { askService } from '../session/ask-service.js'
import { gatewayUrl } from '../session/gateway.js'
import { healthOf } from './health.js'

type State = Status['services'][number]['state']

/** The status of a local platform whose services are in these states; none has an address yet. */
function platformWith(states: Readonly<Record<string, State>>): Status {
  const services = Object.entries(states).map(([name, state]) => ({
    name,
    state,
    ready: state === 'ready',
    kind: name === 'gateway' ? 'gateway' : 'service',
    url: null,
    instances: [],
  }))
  return { profile: 'local', services } as unknown as Status
}

/** As much of a context as those who ask a platform look at. */
const contextOf = (status: Status, url?: string) =>
  ({
    settings: async () => ({ get: () => url }),
    platform: async () => ({ status: async () => status }),
  }) as unknown as Context

const NOT_READY = {
  code: 'not-ready',
  exitCode: exitCodes.unhealthy,
  remedy: expect.stringContaining('azora status --wait'),
}

describe('a platform that is starting', () => {
  test('is not tried, and says what it waits for', () => {
    const status = platformWith({
      auth: 'failed',
      education: 'migrating',
      nexus: 'pending',
      spare: 'stopped',
    })
    expect(() => refuseTrial(status)).toThrow(
      expect.objectContaining({
        ...NOT_READY,
        message: 'auth, education, nexus are not ready yet',
        faults: ['auth is failed', 'education is migrating', 'nexus is pending'],
      }),
    )
  })

  test('is tried once all has been started, also where something was killed just now', () => {
    expect(() =>
      refuseTrial(platformWith({ auth: 'starting', nexus: 'waiting', spare: 'stopped' })),
    ).not.toThrow()
  })

  test('is not healthy: a service without a process yet answers nothing', async () => {
    const { services } = platformWith({ auth: 'building', spare: 'stopped' })
    expect(await healthOf(services, 1_000)).toMatchObject({
      status: 'critical',
      services: [{ service: 'auth', status: 'unreachable', error: 'it is building' }],
    })
  })

  test('has a gateway that is not ready yet, rather than none', async () => {
    const starting = contextOf(platformWith({ gateway: 'starting' }))
    await expect(gatewayUrl(starting)).rejects.toMatchObject({
      ...NOT_READY,
      message: 'gateway is not ready yet',
    })
    const stopped = contextOf(platformWith({ gateway: 'stopped' }))
    await expect(gatewayUrl(stopped)).rejects.toMatchObject({ code: 'unreachable' })
  })
})

describe('what a gateway answers for a service', () => {
  const unavailable = () => Promise.reject(new ServiceUnavailable())

  test('that is starting is not what is told', async () => {
    const context = contextOf(platformWith({ nexus: 'starting' }))
    await expect(askService(context, 'nexus', unavailable)).rejects.toMatchObject({
      ...NOT_READY,
      message: 'nexus is not ready yet',
    })
  })

  test.each([
    ['ready', contextOf(platformWith({ nexus: 'ready' }))],
    ['elsewhere', contextOf(platformWith({ nexus: 'starting' }), 'https://azora.example')],
  ])('that is %s is', async (_, context) => {
    await expect(askService(context, 'nexus', unavailable)).rejects.toMatchObject({
      code: 'service-unavailable',
    })
  })

  test('of the request itself is told whatever runs', async () => {
    const context = contextOf(platformWith({ nexus: 'starting' }))
    const conflict = new Problem({ code: 'projection-moves', status: 409, title: 'It moves' }, 'It moves')
    await expect(askService(context, 'nexus', () => Promise.reject(conflict))).rejects.toMatchObject({
      code: 'projection-moves',
    })
  })
})
