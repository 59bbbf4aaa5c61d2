import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { addLab, connectionsTo, runTimes } from './drain/lab.js'
import { labTraffic, traffic } from './drain/traffic.js'
import { talk } from './drain/web-sockets.js'
import { failures, steadyLoad } from './load.js'
import { type InstanceRow, platformForFile } from './platform.js'

// What holds when the gateway runs as two processes on the socket that the supervisor holds.

const platform = platformForFile(copy => {
  addLab(copy)
  runTimes(copy, 'gateway', 2)
})
let gateway: string
beforeAll(async () => {
  gateway = await platform().gateway()
})
const replicas = async () => (await platform().service('gateway')).instances
beforeEach(() =>
  vi.waitFor(
    async () => {
      if ((await replicas()).some(({ ready }) => !ready)) throw new Error('a replica is not ready')
    },
    { timeout: 30_000, interval: 200 },
  ),
)

const SECOND = 120

/** Asks over a connection of its own. */
async function anew(path: string): Promise<number> {
  const [response] = (await once(get(gateway + path, { agent: false }), 'response')) as [IncomingMessage]
  await response.resume().toArray()
  return response.statusCode ?? 0
}

/** Resolves when another process serves in the place of this one. */
const replaced = ({ id, pid }: InstanceRow) =>
  expect
    .poll(async () => (await replicas()).some(row => row.id === id && row.ready && row.pid !== pid), {
      timeout: 20_000,
      interval: 100,
    })
    .toBe(true)

describe('two processes of the gateway', () => {
  test('fail no request, over old connections or new ones, when both are restarted', async () => {
    await using open = talk(`${gateway}/lab/v1/socket`, 10)
    await open.settled()
    await using fresh = steadyLoad(50, () => anew('/lab/v1/quick'))
    await using load = traffic(labTraffic(gateway))
    await load.further(SECOND)
    expect((await platform().copy.azora(['restart', 'gateway'])).exitCode).toBe(0)
    await load.further(SECOND)

    expect((await load.stop()).failed).toEqual({})
    expect(failures(await fresh.stop())).toEqual({})
    await open.settled()
    // One that went over to the process that was restarted next is told twice.
    expect(open.closings.length).toBeGreaterThanOrEqual(10)
    expect(new Set(open.closings.map(({ code }) => code))).toEqual(new Set([1_001]))
  })

  test('fail no request when one is sent SIGTERM', async () => {
    const [victim] = await replicas()
    await using fresh = steadyLoad(50, () => anew('/lab/v1/quick'))
    await using load = traffic(labTraffic(gateway))
    await load.further(SECOND)
    process.kill(victim?.pid ?? 0, 'SIGTERM')
    await replaced(victim!)
    await load.further(2 * SECOND)

    expect((await load.stop()).failed).toEqual({})
    expect(failures(await fresh.stop())).toEqual({})
  })

  test('lose no connection that waits to be accepted when one is killed by -9', async () => {
    const [victim, other] = await replicas()
    // Nobody accepts now: whoever connects waits.
    for (const { pid } of [victim!, other!]) process.kill(pid, 'SIGSTOP')
    const waiting = Array.from({ length: 100 }, () => anew('/lab/v1/quick'))
    await expect.poll(() => connectionsTo(gateway), { interval: 10 }).toBeGreaterThanOrEqual(100)
    process.kill(victim?.pid ?? 0, 'SIGKILL')
    process.kill(other?.pid ?? 0, 'SIGCONT')

    expect(new Set(await Promise.all(waiting))).toEqual(new Set([200]))
    await replaced(victim!)
  })

  test('fail nothing that is asked after one was killed by -9', async () => {
    const [victim] = await replicas()
    await using fresh = steadyLoad(100, () => anew('/lab/v1/quick'))
    await fresh.further(100)
    const killedAt = performance.now()
    process.kill(victim?.pid ?? 0, 'SIGKILL')
    await replaced(victim!)
    await fresh.further(100)

    const after = (await fresh.stop()).filter(({ sentAt }) => sentAt > killedAt)
    expect(failures(after)).toEqual({})
    expect(after.length).toBeGreaterThan(100)
  })

  test('are told apart by their own addresses', async () => {
    const urls = (await replicas()).map(({ url }) => url)
    const told = await Promise.all(urls.map(async url => (await fetch(`${url}/metrics`)).text()))

    expect(new Set([gateway, ...urls]).size).toBe(3)
    expect(told.map(text => /instance="(gateway-\d)"/.exec(text)?.[1])).toEqual(['gateway-1', 'gateway-2'])
  })
})
