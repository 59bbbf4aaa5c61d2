import { constants } from 'node:os'
import { join } from 'node:path'
import { spawn } from '@lydell/node-pty'
import { execa } from 'execa'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { footprintOf, nothing, remainsOf } from './processes.js'
import { type WorkspaceCopy, workspaceCopy } from './workspace-copy.js'

let copy: WorkspaceCopy
beforeAll(async () => {
  copy = await workspaceCopy()
})
// What a failed test has left running must not be what the next one finds.
afterEach(() => copy.azora(['down']))
afterAll(() => copy?.[Symbol.asyncDispose]())

const bin = () => join(copy.root, 'packages/cli/bin/azora.mjs')
// What draws in terminals holds back where the variable so much as exists.
const { CI: _ci, ...others } = process.env
const ENV = { ...others, TERM: 'xterm-256color' }

interface StatusDocument {
  state: string
  services: { ready: boolean }[]
}

async function isReady(): Promise<boolean> {
  const { stdout } = await copy.azora(['status', '--json'])
  const { state, services = [] } = JSON.parse(stdout) as Partial<StatusDocument>
  return state === 'ready' && services.length > 2 && services.every(({ ready }) => ready)
}

const whenReady = () => expect.poll(isReady, { timeout: 60_000, interval: 300 }).toBe(true)

describe('`azora up` in a terminal', () => {
  test('shows what runs and what to type next, and Ctrl-C stops everything', async () => {
    const terminal = spawn(process.execPath, [bin(), 'up'], { cwd: copy.root, env: ENV, cols: 120, rows: 40 })
    const ended = new Promise(resolve => terminal.onExit(({ signal }) => resolve(signal)))
    let shown = ''
    terminal.onData(text => {
      shown += text
    })
    await whenReady()
    await expect.poll(() => shown, { timeout: 10_000 }).toContain('azora login --as instructor')
    const footprint = footprintOf(copy.root)
    expect(footprint.pids.length).toBeGreaterThan(4)

    terminal.write('\u0003')
    // Of the signal itself, as shells expect: they make 130 of it.
    expect(await ended).toBe(constants.signals.SIGINT)
    await expect.poll(() => remainsOf(footprint), { timeout: 5_000 }).toEqual(nothing)
  })

  test('killed by -9, leaves no process and no port after 5 s', async () => {
    const attached = execa(process.execPath, [bin(), 'up'], {
      cwd: copy.root,
      reject: false,
      stdin: 'ignore',
    })
    await whenReady()
    const footprint = footprintOf(copy.root)
    expect(footprint.ports.length).toBeGreaterThan(2)

    attached.kill('SIGKILL')
    await attached
    await expect.poll(() => remainsOf(footprint), { timeout: 5_000, interval: 50 }).toEqual(nothing)
  })

  test('whose terminal is closed, stops everything', async () => {
    const terminal = spawn(process.execPath, [bin(), 'up'], { cwd: copy.root, env: ENV })
    await whenReady()
    const footprint = footprintOf(copy.root)

    terminal.kill('SIGHUP')
    await expect.poll(() => remainsOf(footprint), { timeout: 15_000 }).toEqual(nothing)
  })
})
