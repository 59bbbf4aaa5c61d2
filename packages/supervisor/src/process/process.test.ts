import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { end, exitOf } from './ending.js'
import { commandOf, identityOf, isRunning } from './identity.js'
import { freePort } from './ports.js'

describe('the identity of a process', () => {
  it('holds as long as it runs, and not for another with its number', async () => {
    const child = spawn('sleep', ['600'])
    const identity = await identityOf(child.pid!)
    expect(await isRunning(identity!)).toBe(true)
    expect(await isRunning({ ...identity!, started: '1' })).toBe(false)
    await end(child, [['SIGTERM', 1_000]])
    expect(await isRunning(identity!)).toBe(false)
  })

  it.each([0, -1, 2 ** 22 + 1, Number.NaN])('of %d is none', async pid => {
    expect(await identityOf(pid)).toBeNull()
  })

  it('comes with its command line', async () => {
    const child = spawn('sleep', ['600'])
    await expect.poll(() => commandOf(child.pid!)).toBe('sleep 600')
    await end(child, [['SIGTERM', 1_000]])
    expect(await commandOf(child.pid!)).toBe('')
  })
})

describe('ending a process', () => {
  it('takes the first signal it heeds', async () => {
    expect(
      await end(spawn('sleep', ['600']), [
        ['SIGINT', 5_000],
        ['SIGTERM', 5_000],
      ]),
    ).toEqual({ code: null, signal: 'SIGINT' })
  })

  it('takes force if it heeds none', async () => {
    const child = spawn('/bin/sh', ['-c', `trap '' TERM; echo deaf; while :; do sleep 0.01; done`], {
      detached: true,
    })
    await new Promise(resolve => child.stdout.once('data', resolve))
    expect(await end(child, [['SIGTERM', 20]])).toEqual({ code: null, signal: 'SIGKILL' })
  })

  it('of one that has ended tells how that went', async () => {
    const child = spawn('/bin/sh', ['-c', 'exit 3'])
    await exitOf(child)
    expect(await end(child, [['SIGTERM', 1_000]])).toEqual({ code: 3, signal: null })
  })

  it('of one that could not be started is done', async () => {
    const child = spawn('/no/such/program').on('error', () => {})
    expect(await end(child, [])).toEqual({ code: null, signal: null })
  })
})

describe('a free port', () => {
  it('is the preferred one unless somebody listens there', async () => {
    const preferred = await freePort(0)
    expect(await freePort(preferred)).toBe(preferred)
    const server = createServer()
    await new Promise<void>(resolve => server.listen(preferred, '127.0.0.1', resolve))
    expect(await freePort(preferred)).not.toBe(preferred)
    server.close()
  })
})
