import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { education } from '@azora/contracts/education'
import { Azora } from '@azora/sdk'
import { createClient } from '@azora/sdk/client'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Ended, failures, steadyLoad } from './load.js'
import { platformForFile } from './platform.js'
import type { WorkspaceCopy } from './workspace-copy.js'

// What holds when a service runs as more than one process, and one of them goes.

const platform = platformForFile(runEducationTwice)
let gateway: string
let token: string
beforeAll(async () => {
  gateway = await platform().gateway()
  token = await platform().tokenOf('instructor')
})
beforeEach(() =>
  vi.waitFor(async () => {
    if ((await replicas()).some(({ ready }) => !ready)) throw new Error('a replica is not ready')
  }, READY),
)

const READY = { timeout: 30_000, interval: 200 }
const PER_SECOND = 100
/** By then the gateway has met a closed connection. What was sent on one that was closing is not sent twice. */
const NOTICED_MS = 200

describe('two replicas', () => {
  test('both get requests from the gateway', async () => {
    const before = await Promise.all((await replicas()).map(handled))
    await using load = steadyLoad(PER_SECOND, read)
    await load.further(PER_SECOND)
    expect(failures(await load.stop())).toEqual({})
    const after = await Promise.all((await replicas()).map(handled))
    const shares = after.map((count, n) => count - (before[n] ?? 0))
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(10)
  })

  test('have one effect between them of fifty creations under one key at the same moment', async () => {
    const clients = (await replicas()).map(({ url }) =>
      createClient(education, { baseUrl: url, token, retryBudget: false }),
    )
    const body = { title: newTitle(), level: 'ZA-NQF/6' }
    const idempotencyKey = randomUUID()
    const create = async (client: (typeof clients)[number]) =>
      client.courses.create({ body }, { idempotencyKey, retries: 20 }).withResponse()
    const answers = await Promise.all(Array.from({ length: 25 }, () => clients.map(create)).flat())

    expect(answers).toHaveLength(50)
    expect(new Set(answers.map(({ data }) => data.id)).size).toBe(1)
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] !== 'true')).toHaveLength(1)
    expect(await timesMade([body.title])).toEqual([1])
  })
})

describe('one of two replicas killed by -9 under load', () => {
  test('fails no GET but one whose answer had begun', async () => {
    const [victim] = await replicas()
    await using load = steadyLoad(PER_SECOND, read)
    await load.further(PER_SECOND)
    process.kill(victim?.pid ?? 0, 'SIGKILL')
    const killedAt = performance.now()
    await load.further(PER_SECOND * 4)
    const all = await load.stop()
    expect(failures(all.filter(({ sentAt }) => sentAt > killedAt))).toEqual({})
    // What was refused would have a status; an answer that breaks off has none.
    expect(failures(all.filter(({ status }) => status !== 0))).toEqual({})
  })

  test('applies no POST without a key twice, loses none that was answered, and fails none that comes later', async () => {
    const [, victim] = await replicas()
    const titles: string[] = []
    await using load = steadyLoad(20, n => {
      titles[n] = newTitle()
      return post(titles[n])
    })
    await load.further(20)
    process.kill(victim?.pid ?? 0, 'SIGKILL')
    const killedAt = performance.now()
    await load.further(60)
    const all = await load.stop()
    expect(await wrongEffects(all, titles)).toEqual([])
    expect(failures(all.filter(({ sentAt }) => sentAt > killedAt + NOTICED_MS))).toEqual({})
  })
})

describe('one of two replicas told to stop under load', () => {
  test('fails no GET and no POST without a key, and does each once', async () => {
    const [victim] = await replicas()
    const titles: string[] = []
    await using reading = steadyLoad(PER_SECOND, read)
    await using writing = steadyLoad(10, n => {
      titles[n] = newTitle()
      return post(titles[n])
    })
    await writing.further(10)
    process.kill(victim?.pid ?? 0, 'SIGTERM')
    await writing.further(40)

    const written = await writing.stop()
    expect(failures(await reading.stop())).toEqual({})
    expect(failures(written)).toEqual({})
    expect(await timesMade(titles)).toEqual(titles.map(() => 1))
    const pids = (await replicas()).map(({ pid }) => pid)
    expect(pids).not.toContain(victim?.pid)
  })
})

function runEducationTwice({ root }: WorkspaceCopy): void {
  const file = join(root, 'services/education/azora.json')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), replicas: 2 }))
}

const replicas = async () => (await platform().service('education')).instances

/** How many reads a replica has answered. */
async function handled({ url }: { url: string }): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const counts = metrics.matchAll(/^http_request_duration_seconds_count\{[^}]*"levels\.list"[^}]*\} (\d+)$/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}

async function read(): Promise<number> {
  const response = await fetch(`${gateway}/education/v1/levels`)
  await response.arrayBuffer()
  return response.status
}

const newTitle = () => `Made once ${randomUUID()}`

/** Creates a course by a request without a key, which an SDK would not send. */
async function post(title = ''): Promise<number> {
  const response = await fetch(`${gateway}/education/v1/courses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title, level: 'ZA-NQF/6' }),
  })
  await response.arrayBuffer()
  return response.status
}

/** Those that were answered with success and not done once, or done more than once. */
async function wrongEffects(ended: readonly Ended[], titles: readonly string[]): Promise<Ended[]> {
  const times = await timesMade(titles)
  return ended.filter(({ n, status }) => (status === 201 ? times[n] !== 1 : (times[n] ?? 0) > 1))
}

/** How many courses there are of each title. */
async function timesMade(titles: readonly string[]): Promise<number[]> {
  const counts = new Map<string, number>()
  const azora = new Azora({ baseUrl: gateway, token })
  for await (const { title } of azora.education.courses.mine({ limit: 100 }))
    counts.set(title, (counts.get(title) ?? 0) + 1)
  return titles.map(title => counts.get(title) ?? 0)
}
