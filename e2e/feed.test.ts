import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { FeedEvent } from '@azora/contracts/nexus'
import { Azora } from '@azora/sdk'
import { type FeedNotice, followFeed } from '@azora/sdk/feed'
import { refusal } from '@azora/service-kit/testing'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { bundled } from '../packages/sdk/test/browser/bundle.js'
import { chromiumPath, launched } from '../packages/sdk/test/browser/chromium.js'
import { serving, withHeaders } from '../packages/sdk/test/fixtures/server.js'
import { PASSWORD } from './bad-input/people.js'
import { runTimes } from './drain/lab.js'
import { platformForFile, setEnvironment } from './platform.js'

// The live feed as its readers have it: through the gateway, while the platform's processes come and go.

/** Where pages come from: another origin than that of the platform. A page is what its path says. */
const pages = new Map<string, string>()
const site = await serving(({ url }, response) => {
  withHeaders(response, { 'content-type': 'text/html' }).end(pages.get(url))
})
afterAll(() => site[Symbol.asyncDispose]())

const platform = platformForFile(copy => {
  runTimes(copy, 'nexus', 2)
  setEnvironment(copy, 'gateway', { CORS_ORIGINS: site.url })
})
/** Three cuts, each until the supervisor has started what was killed and the page has tried again. */
const LONG_MS = 180_000
/** Generous: it only ends what would never end. */
const soon = <Result>(isSo: () => Result | Promise<Result>) =>
  vi.waitFor(isSo, { timeout: 60_000, interval: 50 })

/** What the code of the page keeps, for us to read. */
interface Told {
  subjects: string[]
  notices: FeedNotice[]
  /** The code of the problem it was refused with; '' while it is not. */
  refused: string
}

/** Has so many people register; their ids. Each is an event of auth. */
async function registered(gateway: string, count: number): Promise<string[]> {
  const { accounts } = new Azora({ baseUrl: gateway }).auth
  const ids: string[] = []
  for (let n = 0; n < count; n++)
    ids.push((await accounts.register({ email: `${randomUUID()}@example.org`, password: PASSWORD })).id)
  return ids
}

/** `azora events tail --json`, and what it has printed. */
function tail(root: string, ...flags: string[]) {
  const command = [join(root, 'packages/cli/bin/azora.mjs'), 'events', 'tail', '--json', ...flags]
  const child: ChildProcess = spawn(process.execPath, command, {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1' },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const records: FeedEvent[] = []
  let talk = ''
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', line => records.push(JSON.parse(line) as FeedEvent))
  child.stderr?.on('data', (data: Buffer) => {
    talk += String(data)
  })
  return {
    records,
    subjects: () => records.map(({ event }) => event.subject),
    talk: () => talk,
    async interrupt() {
      const exit = once(child, 'exit')
      child.kill('SIGINT')
      return (await exit) as [code: number | null, signal: string | null]
    },
  }
}

test('`azora events tail` shows each event once, while nexus is restarted, killed, and the gateway restarted', async () => {
  const { copy, gateway, service } = platform()
  const url = await gateway()
  expect((await copy.azora(['login', '--as', 'admin'])).exitCode).toBe(0)
  const tailing = tail(copy.root, '--type', 'user.*', '--service', 'auth')
  const ids = await registered(url, 1)
  // It begins somewhere about here; from the first that is shown on none is missing.
  await soon(async () => {
    if (tailing.records.length === 0) ids.push(...(await registered(url, 1)))
    expect(tailing.records.length).toBeGreaterThan(0)
  })
  const first = ids.indexOf(tailing.records[0]?.event.subject ?? '')
  expect((await copy.azora(['restart', 'nexus'])).exitCode).toBe(0)
  ids.push(...(await registered(url, 5)))
  for (const { pid } of (await service('nexus')).instances) process.kill(pid, 'SIGKILL')
  ids.push(...(await registered(url, 5)))
  expect((await copy.azora(['restart', 'gateway'])).exitCode).toBe(0)
  ids.push(...(await registered(url, 5)))
  await soon(() => expect(tailing.subjects().toSorted()).toEqual(ids.slice(first).toSorted()))
  expect(tailing.talk()).toMatch(/^The connection was lost .*\nIt is back, and goes on where it was\./)
  // As whatever is interrupted ends: by the signal, with nothing more to say.
  const talk = tailing.talk()
  expect(await tailing.interrupt()).toEqual([null, 'SIGINT'])
  expect(tailing.talk()).toBe(talk)
})

test('who follows goes on at the other process when one goes away, told by 1001', async () => {
  const { copy, gateway, tokenOf } = platform()
  const url = await gateway()
  const over = new AbortController()
  onTestFinished(() => over.abort())
  const token = await tokenOf('admin')
  const followers = Array.from({ length: 5 }, () => {
    const [subjects, notices]: [string[], FeedNotice[]] = [[], []]
    const feed = followFeed({
      url: `${url}/nexus`,
      token,
      webSocket: WebSocket,
      type: 'user.registered',
      signal: over.signal,
      notice: notice => notices.push(notice),
    })
    void (async () => {
      for await (const item of feed) if (item.kind === 'event') subjects.push(item.event.subject)
    })()
    return { subjects, notices }
  })
  for (const { notices } of followers) await soon(() => expect(notices).toContainEqual({ kind: 'connected' }))
  const ids = await registered(url, 3)
  const restarted = copy.azora(['restart', 'nexus'])
  ids.push(...(await registered(url, 10)))
  await restarted
  ids.push(...(await registered(url, 3)))
  for (const { subjects } of followers) await soon(() => expect(subjects.toSorted()).toEqual(ids.toSorted()))
  const codes = followers.flatMap(({ notices }) =>
    notices.flatMap(it => (it.kind === 'disconnected' ? [it.code] : [])),
  )
  expect(codes).toContain(1001)
})

test('a page has the token among the subprotocols, and gets one of them back', async () => {
  const { gateway, tokenOf } = platform()
  const address = `${(await gateway()).replace('http', 'ws')}/nexus/v1/feed`
  const opened = async (protocols: string[]) => {
    const socket = new WebSocket(address, protocols)
    onTestFinished(() => socket.terminate())
    const answer = await Promise.race([once(socket, 'open').then(() => ({ status: 101 })), refusal(socket)])
    return [answer.status, socket.protocol]
  }
  const [admin, learner] = [await tokenOf('admin'), await tokenOf('learner')]
  expect(await opened(['azora', `azora.bearer.${admin}`])).toEqual([101, 'azora'])
  expect(await opened(['azora', `azora.bearer.${learner}`])).toEqual([403, ''])
  expect(await opened(['azora', 'azora.bearer.nonsense'])).toEqual([401, ''])
  expect(await opened(['azora'])).toEqual([401, ''])
})

test.skipIf(!chromiumPath)(
  'a page in a browser is told each event once, its connection cut again and again, and why it is refused (needs Chromium)',
  async () => {
    const { gateway, service, tokenOf } = platform()
    const url = await gateway()
    await using browser = await launched(chromiumPath ?? '')
    const { script } = await bundled(join(import.meta.dirname, 'feed/page.ts'))
    const opened = async (role: 'admin' | 'learner') => {
      const page = await browser.newPage()
      const told = JSON.stringify({ url, token: await tokenOf(role) })
      const html = `<script>var platform = ${told}</script><script type="module">${script}</script>`
      pages.set(`/${role}`, html)
      await page.goto(`${site.url}/${role}`)
      return () => page.evaluate<Told>('globalThis.told')
    }
    const told = await opened('admin')
    const connections = async () => (await told()).notices.filter(({ kind }) => kind === 'connected').length
    await soon(async () => expect(await connections()).toBe(1))
    const ids = await registered(url, 3)
    // No process that is killed says goodbye: the browser finds its socket cut.
    for (const cut of ['nexus', 'gateway', 'nexus']) {
      const before = await connections()
      const { instances } = await soon(async () => {
        const running = await service(cut)
        expect(running.instances.every(({ ready }) => ready)).toBe(true)
        return running
      })
      for (const { pid } of instances) process.kill(pid, 'SIGKILL')
      await soon(async () => ids.push(...(await registered(url, 1))))
      await soon(async () => expect(await connections()).toBeGreaterThan(before))
      ids.push(...(await registered(url, 3)))
    }
    // Where a process died in the middle of an answer there may be an account that nobody was told of.
    await soon(async () => expect((await told()).subjects).toEqual(expect.arrayContaining(ids)))
    const { subjects } = await told()
    expect(subjects).toHaveLength(new Set(subjects).size)

    const refused = await opened('learner')
    await soon(async () => expect((await refused()).refused).toBe('forbidden'))
  },
  LONG_MS,
)
