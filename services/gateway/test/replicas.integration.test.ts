import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setInterval } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { runningGateway } from './running-gateway.js'

/** A replica in a process of its own, so that it can be killed. It tells the body of every POST it gets. */
const REPLICA = `
  const server = require('node:http').createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    if (body) process.stdout.write(body + '\\n')
    setTimeout(() => response.end('ok'), 2)
  })
  server.listen(0, '127.0.0.1', () => process.stdout.write(server.address().port + '\\n'))
`

interface Replica extends AsyncDisposable {
  url: string
  process: ChildProcess
  bodies: string[]
}

async function replica(): Promise<Replica> {
  const child = spawn(process.execPath, ['-e', REPLICA], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const bodies: string[] = []
  child.stdout.on('data', (lines: string) => bodies.push(...lines.trim().split('\n')))
  return {
    url: `http://127.0.0.1:${port.trim()}`,
    process: child,
    bodies,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
    },
  }
}

const RATE = 200
const SECONDS = 4

describe('one of three replicas killed under 200 requests a second', () => {
  test('GETs do not fail, and no POST without a key arrives twice', async () => {
    await using one = await replica()
    await using two = await replica()
    await using three = await replica()
    const operations = [
      { id: 'notes.list', path: '/v1/notes' },
      { id: 'notes.create', path: '/v1/notes', method: 'POST' as const },
    ]
    const urls = [one.url, two.url, three.url]
    await using gateway = await runningGateway([{ name: 'notes', urls, operations }])

    const killed = once(three.process, 'exit')
    setTimeout(() => three.process.kill('SIGKILL'), 1_000)
    const url = `${gateway.url}/notes/v1/notes`
    const gets = steadily(async () => (await fetch(url)).status)
    const posts = steadily(async n => (await fetch(url, { method: 'POST', body: `n${n}` })).status)
    const [getStatuses, postStatuses] = await Promise.all([gets, posts])
    await killed

    const arrived = [one, two, three].flatMap(({ bodies }) => bodies)
    expect(getStatuses.filter(status => status !== 200)).toEqual([])
    expect(new Set(arrived).size).toBe(arrived.length)
    expect(postStatuses.slice(RATE * 2).filter(status => status !== 200)).toEqual([])
  }, 30_000)
})

/** Calls at a steady rate, whatever the answers take. */
async function steadily(call: (n: number) => Promise<number>): Promise<number[]> {
  const calls: Promise<number>[] = []
  for await (const _ of setInterval(1_000 / RATE)) {
    calls.push(call(calls.length))
    if (calls.length === RATE * SECONDS) break
  }
  return Promise.all(calls)
}
