import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isAlive, platformForFile, platformIn, up } from './platform.js'
import { workspaceCopy } from './workspace-copy.js'

const platform = platformForFile()

const answers = (url: string, path: string) =>
  fetch(`${url}${path}`).then(
    ({ status }) => status,
    () => 0,
  )

describe('started a second time', () => {
  test('it says what runs already, and starts nothing', async () => {
    const before = await platform().services()
    const again = await platform().copy.azora(['up', '--detach', '--wait', '--json'])
    expect(again.exitCode).toBe(0)
    expect((await platform().services()).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid))
  })
})

describe('killed by -9', () => {
  test('a service is ready again within 2 s, and no other is touched', async () => {
    const before = await platform().services()
    const { pid, url } = await platform().service('education')
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => answers(url, '/readyz'), { timeout: 2_000, interval: 20 }).toBe(200)
    const after = await platform().services()
    const others = (rows: typeof after) =>
      rows.filter(({ name }) => name !== 'education').map(({ pid: other }) => other)
    expect(others(after)).toEqual(others(before))
  })

  test('PostgreSQL comes back by itself, and the platform with it', async () => {
    const [postgres] = postgresOf(platform().copy.root)
    expect(postgres).toBeGreaterThan(0)
    process.kill(postgres ?? 0, 'SIGKILL')
    const gateway = await platform().gateway()
    await expect
      .poll(() => answers(gateway, '/education/v1/courses'), { timeout: 20_000, interval: 100 })
      .toBe(200)
  })

  test('the supervisor takes everything with it within 5 s, and the next start finds a clean house', async () => {
    const { copy } = platform()
    const pids = [
      await platform().hostPid(),
      ...(await platform().services()).map(({ pid }) => pid),
      ...postgresOf(copy.root),
    ]
    process.kill(await platform().hostPid(), 'SIGKILL')
    await expect.poll(() => pids.filter(isAlive), { timeout: 5_000, interval: 50 }).toEqual([])
    await up(copy)
    expect((await platform().services()).every(({ ready }) => ready)).toBe(true)
  })
})

describe('a second checkout', () => {
  test('runs beside the first without a flag, and leaves nothing behind when it stops', async () => {
    await using other = await workspaceCopy()
    await up(other)
    const ports = [...(await platform().services()), ...(await platformIn(other).services())].map(
      ({ url }) => url,
    )
    expect(new Set(ports).size).toBe(ports.length)
    const pids = [
      await platformIn(other).hostPid(),
      ...(await platformIn(other).services()).map(({ pid }) => pid),
      ...postgresOf(other.root),
    ]
    expect((await other.azora(['down'])).exitCode).toBe(0)
    await expect.poll(() => pids.filter(isAlive), { timeout: 5_000 }).toEqual([])
    expect((await platform().services()).every(({ ready }) => ready)).toBe(true)
  })
})

/** The postmaster of a checkout, by the pid that PostgreSQL itself keeps. */
function postgresOf(root: string): number[] {
  const { infrastructure } = JSON.parse(readFileSync(`${root}/.azora/state.json`, 'utf8')) as {
    infrastructure: { name: string; pid: number | null }[]
  }
  return infrastructure.flatMap(({ name, pid }) => (name === 'postgres' && pid ? [pid] : []))
}
