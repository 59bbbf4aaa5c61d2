import { expect, test } from 'vitest'
import { bin, checkout } from './checkout.js'
import { terminal } from './terminal.js'

test('the live view shows the platform come up, its logs on demand, and stops everything with Ctrl-C', async () => {
  await using it = await checkout()
  using view = terminal([bin, 'up'], { cwd: it.root, env: it.env })

  await view.shows('starting')
  const screen = await view.shows(/azora ready in \d+\.\d s/)
  for (const service of ['auth', 'education', 'gateway'])
    expect(screen).toMatch(new RegExp(`● ${service} +ready +http://127`))
  expect(screen).toContain('azora login --as instructor')
  expect(screen).not.toMatch(/password/i)

  view.press('l')
  await view.shows('only warnings')
  const { services } = JSON.parse((await it.azora('status', '--json')).stdout) as {
    services: { url: string }[]
  }
  await it.azora('call', 'education.courses.list')
  await view.shows('/education/v1/courses 200')

  view.resize(60, 20)
  await view.shows('q stop everything')

  view.press('\u0003')
  await view.ended
  expect(view.screen()).toContain('Stopped everything.')
  for (const { url } of services) await expect(fetch(url)).rejects.toThrow('fetch failed')
})

test('a platform that is left goes on, and a second `up` says what runs', async () => {
  await using it = await checkout()
  using view = terminal([bin, 'up', 'auth'], { cwd: it.root, env: it.env })
  await view.shows(/azora ready/)
  view.press('d')
  await view.ended
  expect(view.screen()).toContain('azora down')

  const again = await it.azora('up', 'auth')
  expect(again.stderr).toContain('runs already')
  expect(again.stdout).toMatch(/auth +ready/)
  expect((await it.azora('down')).exitCode).toBe(0)
})

test('the platform goes when its terminal is killed', async () => {
  await using it = await checkout()
  using view = terminal([bin, 'up', 'auth'], { cwd: it.root, env: it.env })
  await view.shows(/azora ready/)
  const { services } = JSON.parse((await it.azora('status', '--json')).stdout) as {
    services: { name: string; pid: number }[]
  }
  const pid = services.find(({ name }) => name === 'auth')?.pid ?? 0
  view[Symbol.dispose]()
  await expect.poll(() => isLiving(pid)).toBe(false)
})

function isLiving(pid: number) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
