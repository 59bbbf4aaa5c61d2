import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { type WorkspaceCopy, workspaceCopy } from './workspace-copy.js'

/** A service, as `azora status --json` shows it. */
export interface ServiceRow {
  name: string
  url: string
  pid: number
  ready: boolean
  restarts: number
  /** Why its last process ended badly, if one did. */
  lastError: string | null
  /** Its processes, one per replica. */
  instances: InstanceRow[]
}

/** One process of a service. */
export interface InstanceRow {
  id: string
  url: string
  pid: number
  ready: boolean
}

/** A platform running from a copy of this workspace. */
export interface RunningPlatform {
  copy: WorkspaceCopy
  /** Base URL of the gateway. */
  gateway(): Promise<string>
  services(): Promise<ServiceRow[]>
  service(name: string): Promise<ServiceRow>
  /** The process that supervises everything. */
  hostPid(): Promise<number>
  /** An access token of a seeded user. */
  tokenOf(role: 'admin' | 'instructor' | 'learner'): Promise<string>
}

interface StatusDocument {
  host: { pid: number } | null
  services: ServiceRow[]
}

/** Starts the platform for the tests of a file, its copy of the workspace changed before, and stops it afterwards. */
export function platformForFile(change: (copy: WorkspaceCopy) => void = () => {}): () => RunningPlatform {
  let copy: WorkspaceCopy | undefined
  let running: RunningPlatform | undefined
  beforeAll(async () => {
    copy = await workspaceCopy()
    change(copy)
    await up(copy)
    running = platformIn(copy)
  })
  afterAll(async () => {
    await copy?.azora(['down'])
    await copy?.[Symbol.asyncDispose]()
  })
  return () => {
    if (!running) throw new Error('the platform did not start')
    return running
  }
}

/** Has a service of a copy run with other settings. */
export function setEnvironment(
  { root }: WorkspaceCopy,
  service: string,
  env: Readonly<Record<string, string>>,
): void {
  const file = join(root, `services/${service}/azora.json`)
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...manifest, env: { ...manifest.env, ...env } }))
}

/** Starts the platform in the background and waits until it is ready. */
export async function up(copy: WorkspaceCopy): Promise<void> {
  const { exitCode, stderr, stdout } = await copy.azora(['up', '--detach', '--wait'])
  expect({ exitCode, told: exitCode === 0 ? '' : stderr + stdout }).toEqual({ exitCode: 0, told: '' })
}

/** Speaks to the platform that runs in a copy. */
export function platformIn(copy: WorkspaceCopy): RunningPlatform {
  const status = async () => JSON.parse((await copy.azora(['status', '--json'])).stdout) as StatusDocument
  const service = async (name: string) => {
    const found = (await status()).services.find(row => row.name === name)
    if (!found) throw new Error(`status knows no ${name}`)
    return found
  }
  const gateway = async () => (await service('gateway')).url
  return {
    copy,
    gateway,
    service,
    services: async () => (await status()).services,
    hostPid: async () => (await status()).host?.pid ?? 0,
    tokenOf: async role => signIn(await gateway(), credentials(copy.root, role)),
  }
}

interface Credentials {
  email: string
  password: string
}

function credentials(root: string, role: string): Credentials {
  const { users } = JSON.parse(readFileSync(join(root, '.azora/credentials.json'), 'utf8')) as {
    users: Record<string, Credentials>
  }
  const found = users[role]
  if (!found) throw new Error(`nobody was seeded as ${role}`)
  return found
}

async function signIn(gateway: string, who: Credentials): Promise<string> {
  const response = await fetch(`${gateway}/auth/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(who),
  })
  const { accessToken } = (await response.json()) as { accessToken?: string }
  if (!accessToken) throw new Error(`signing in answered ${response.status}`)
  return accessToken
}

/** True while a process with this number exists and has not ended. */
export function isAlive(pid: number): boolean {
  const state = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ''
  // A zombie has ended; only its parent has not looked yet.
  return state !== '' && !/\) Z /.test(state)
}
