import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { addLab } from './drain/lab.js'
import { labTraffic, readTraffic, traffic } from './drain/traffic.js'
import { type Closing, talk } from './drain/web-sockets.js'
import { platformForFile, type ServiceRow } from './platform.js'

// What holds while processes end and come back under load: a platform as it is by default, one process per service.

const platform = platformForFile(addLab)
let gateway: string
beforeAll(async () => {
  gateway = await platform().gateway()
})
beforeEach(() =>
  vi.waitFor(
    async () => {
      if ((await platform().services()).some(({ ready }) => !ready)) throw new Error('not all is ready')
    },
    { timeout: 30_000, interval: 200 },
  ),
)

const SECOND = 120
const soon = { timeout: 20_000, interval: 100 }
const azora = (...args: string[]) => platform().copy.azora(args)

/** Resolves when another process serves in the place of this one. */
const replaced = ({ name, pid }: ServiceRow) =>
  expect
    .poll(async () => {
      const row = await platform().service(name)
      return row.ready && row.pid !== pid
    }, soon)
    .toBe(true)

const spoken = ({ code, reason }: Closing) => `${code} ${reason}`

const statusOf = async (url: string) => {
  const response = await fetch(url)
  await response.arrayBuffer()
  return response.status
}

describe('a service with one process, under 200 requests a second, slow ones, uploads and downloads', () => {
  test('fails none of them when it is restarted, and ends WebSockets with 1001', async () => {
    await using open = talk(`${gateway}/lab/v1/socket`, 10)
    await open.settled()
    await using load = traffic(labTraffic(gateway))
    await load.further(SECOND)
    expect((await azora('restart', 'lab')).exitCode).toBe(0)
    await load.further(SECOND)

    const { failed, sent } = await load.stop()
    expect(failed).toEqual({})
    expect(sent['quick']).toBeGreaterThan(2 * SECOND)
    await open.settled()
    expect(open.closings.map(spoken)).toEqual(Array(10).fill('1001 the service is restarting'))
  })

  test('fails none of them when its process is sent SIGTERM, and ends with 0', async () => {
    const before = await platform().service('lab')
    await using load = traffic(labTraffic(gateway))
    await load.further(SECOND)
    process.kill(before.pid, 'SIGTERM')
    await replaced(before)
    await load.further(SECOND)

    expect((await load.stop()).failed).toEqual({})
    expect(await platform().service('lab')).toMatchObject({ lastError: null, restarts: before.restarts + 1 })
  })

  test('fails none that may be repeated when its process is killed by -9', async () => {
    const before = await platform().service('lab')
    await using load = traffic(readTraffic(gateway))
    await load.further(2 * SECOND)
    process.kill(before.pid, 'SIGKILL')
    await replaced(before)
    await load.further(SECOND)

    expect((await load.stop()).failed).toEqual({})
  })
})

describe('a service of the platform', () => {
  test.each(['education', 'auth'])('%s fails no request when it is restarted', async name => {
    const read = { education: '/education/v1/levels', auth: '/.well-known/jwks.json' }[name] ?? ''
    expect(await statusOf(gateway + read)).toBe(200)
    await using load = traffic({ read: { perSecond: 100, ask: () => statusOf(gateway + read) } })
    await load.further(SECOND)
    expect((await azora('restart', name)).exitCode).toBe(0)
    await load.further(SECOND)

    expect((await load.stop()).failed).toEqual({})
  })
})

describe('the gateway, with one process', () => {
  test('fails no request when it is restarted, and ends WebSockets with 1001', async () => {
    await using open = talk(`${gateway}/lab/v1/socket`, 10)
    await open.settled()
    await using load = traffic(labTraffic(gateway))
    await load.further(SECOND)
    expect((await azora('restart', 'gateway')).exitCode).toBe(0)
    await load.further(SECOND)

    expect((await load.stop()).failed).toEqual({})
    await open.settled()
    expect(open.closings.map(spoken)).toEqual(Array(10).fill('1001 the gateway is restarting'))
  })

  test('fails no request when its process is sent SIGTERM, and ends with 0', async () => {
    const before = await platform().service('gateway')
    await using load = traffic(labTraffic(gateway))
    await load.further(SECOND)
    process.kill(before.pid, 'SIGTERM')
    await replaced(before)
    await load.further(2 * SECOND)

    expect((await load.stop()).failed).toEqual({})
    expect(await platform().service('gateway')).toMatchObject({ lastError: null, url: before.url })
  })
})
