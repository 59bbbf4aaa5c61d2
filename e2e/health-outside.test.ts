import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { platformForFile } from './platform.js'

// A process that stands still cannot say so: what the platform around it sees, and does.

const platform = platformForFile()

const SEEN = { timeout: 5_000, interval: 50 }
const BACK = { timeout: 20_000, interval: 100 }
/** Longer than the supervisor bears silence before it ends a process. */
const PATIENCE_MS = 10_000

interface StateFile {
  infrastructure: { name: string; pid: number | null }[]
  services: { name: string; instances: { pid: number; ready: boolean; restarts: number }[] }[]
}

const state = () => JSON.parse(readFileSync(`${platform().copy.root}/.azora/state.json`, 'utf8')) as StateFile
const instances = () =>
  Object.fromEntries(state().services.map(({ name, instances: [first] }) => [name, first])) as Record<
    string,
    StateFile['services'][number]['instances'][number]
  >
const readiness = () =>
  Object.fromEntries(Object.entries(instances()).map(([name, { ready }]) => [name, ready]))
const pids = () => Object.entries(instances()).map(([name, { pid }]) => `${name} ${pid}`)
const allReady = { auth: true, education: true, gateway: true, nexus: true }

test('a process that stands still is unready within 5 s, and ready again when it goes on', async () => {
  const before = pids()
  const { pid } = instances()['education']!
  process.kill(pid, 'SIGSTOP')
  await expect.poll(readiness, SEEN).toEqual({ ...allReady, education: false })
  const answer = await fetch(`${await platform().gateway()}/auth/v1/mailbox`)
  expect(answer.status).toBeLessThan(500)
  process.kill(pid, 'SIGCONT')
  await expect.poll(readiness, BACK).toEqual(allReady)
  expect(pids()).toEqual(before)
})

test('a process that goes on standing still is replaced, and no other is', async () => {
  const before = pids()
  const { pid } = instances()['education']!
  process.kill(pid, 'SIGSTOP')
  await expect.poll(() => instances()['education']!.pid, { timeout: 20_000, interval: 100 }).not.toBe(pid)
  await expect.poll(readiness, BACK).toEqual(allReady)
  const others = (all: string[]) => all.filter(one => !one.startsWith('education'))
  expect(others(pids())).toEqual(others(before))
})

test('a database that stands still makes who needs it unready, and is no reason to restart anybody', async () => {
  const before = pids()
  const frozen = postgres()
  for (const pid of frozen) process.kill(pid, 'SIGSTOP')
  const frozenAt = performance.now()
  try {
    await expect.poll(readiness, SEEN).toEqual({ auth: false, education: false, gateway: true, nexus: false })
    const url = await platform().gateway()
    const patience = { timeout: PATIENCE_MS * 2, interval: 500 }
    const frozenFor = async () => {
      expect((await fetch(`${url}/livez`)).status).toBe(200)
      return performance.now() - frozenAt
    }
    await expect.poll(frozenFor, patience).toBeGreaterThan(PATIENCE_MS + 2_000)
    expect(pids()).toEqual(before)
  } finally {
    for (const pid of frozen) process.kill(pid, 'SIGCONT')
  }
  await expect.poll(readiness, BACK).toEqual(allReady)
  expect(pids()).toEqual(before)
})

/** The postmaster, and the processes it has at the moment. */
function postgres(): number[] {
  const pid = state().infrastructure.find(({ name }) => name === 'postgres')?.pid ?? 0
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return [pid, ...children.trim().split(' ').map(Number)]
}
