import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tcpSockets } from '../tools/tcp-sockets.mjs'
import { platformForFile } from './platform.js'
import { footprintOf } from './processes.js'

const platform = platformForFile()

const root = () => platform().copy.root
const home = (...names: string[]) => join(root(), '.azora', ...names)
const isLinux = process.platform === 'linux'

interface Secrets {
  passwords: Record<string, string>
  serviceKeys: Record<string, string>
  services: Record<string, Record<string, string>>
}

/** Every secret that was made for this platform. */
function secrets(): string[] {
  const { passwords, serviceKeys, services }: Secrets = JSON.parse(readFileSync(home('secrets.json'), 'utf8'))
  const { users }: { users: Record<string, { password: string }> } = JSON.parse(
    readFileSync(home('credentials.json'), 'utf8'),
  )
  return [
    ...Object.values(passwords),
    ...Object.values(serviceKeys),
    ...Object.values(services).flatMap(values => Object.values(values)),
    ...Object.values(users).map(({ password }) => password),
  ]
}

/** The addresses that processes listen on. */
function listening(pids: readonly number[]): string[] {
  const inodes = new Set(pids.flatMap(pid => socketsOf(pid)))
  return tcpSockets()
    .filter(({ state, inode }) => state === 'listening' && inodes.has(inode))
    .map(({ address }) => address)
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).flatMap(name => /^socket:\[(\d+)\]$/.exec(linkOf(join(folder, name)))?.[1] ?? [])
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    // It was closed while we looked.
    return ''
  }
}

/** 127.0.0.1 in the byte order of the machine, and ::1. */
const LOOPBACK = new Set(['0100007F', '7F000001', '00000000000000000000000001000000'])

describe('a platform that nobody has configured', () => {
  test.runIf(isLinux)('listens on loopback alone (Linux)', () => {
    const addresses = listening(footprintOf(root()).pids)
    // Gateway, auth, education and PostgreSQL at least.
    expect(addresses.length).toBeGreaterThanOrEqual(4)
    expect(addresses.filter(address => !LOOPBACK.has(address))).toEqual([])
  })

  test('shuts other users out of what it writes', () => {
    const modeOf = (...names: string[]) => (statSync(home(...names)).mode & 0o777).toString(8)
    expect(modeOf()).toBe('700')
    const files = readdirSync(home(), { withFileTypes: true }).filter(entry => entry.isFile())
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['secrets.json', 'credentials.json']),
    )
    expect(files.filter(({ name }) => modeOf(name) !== '600').map(({ name }) => name)).toEqual([])
  })

  test('makes secrets of its own, long and different', () => {
    const made = secrets()
    expect(made.length).toBeGreaterThan(8)
    expect(new Set(made).size).toBe(made.length)
    expect(made.filter(secret => secret.length < 24 || new Set(secret).size < 10)).toEqual([])
  })

  test.runIf(isLinux)('gives no secret to a command line (Linux)', () => {
    const lines = footprintOf(root()).pids.map(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    expect(secrets().filter(secret => lines.some(line => line.includes(secret)))).toEqual([])
  })
})
