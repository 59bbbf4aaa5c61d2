import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Server } from '../postgres/server.js'
import { startPostgres } from '../postgres/server.js'
import { DISPOSABLE } from '../postgres/settings.js'
import type { Guard } from '../process/guard.js'
import { Processes } from '../process/processes.js'
import { disposableHome, type TestPostgres, testServer } from './test-postgres.js'

/** A PostgreSQL server and another that follows it: a hot standby, which answers what only reads. */
export interface TestReplication extends AsyncDisposable {
  readonly primary: TestPostgres
  /** Address for the superuser of the standby. */
  readonly standbyAdminUrl: string
  /** The same database, on the standby. */
  onStandby(url: string): string
  /** Ends the standby, and with it every session on it. */
  stopStandby(): Promise<void>
}

/**
 * Starts both, in folders that are gone with this process. The standby is a copy of the primary, made while that stands still:
 * it takes no program but the server's own.
 */
export async function testReplication(): Promise<TestReplication> {
  const [first, second] = [await disposableHome(), await disposableHome()]
  const original = await startedIn(first)
  await original.stop()
  await promisify(execFile)('cp', ['-a', `${first.home}/.`, second.home])
  const signal = join(second.home, 'data', 'standby.signal')
  await writeFile(signal, '')
  const primary = await startedIn(first)
  const { username, password, port } = new URL(primary.adminUrl)
  const conninfo = `host=127.0.0.1 port=${port} user=${username} password=${password}`
  const standby = await startedIn(second, { primary_conninfo: conninfo })
  const end = async () => {
    for (const { stop } of [standby, primary]) await stop()
    for (const { guard } of [first, second]) await guard.release()
  }
  return {
    primary: testServer(primary.adminUrl, end),
    standbyAdminUrl: standby.adminUrl,
    onStandby: url => Object.assign(new URL(url), { port: new URL(standby.adminUrl).port }).href,
    stopStandby: () => standby.stop(),
    [Symbol.asyncDispose]: end,
  }
}

async function startedIn(
  { home, guard }: { home: string; guard: Guard },
  more: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const processes = new Processes(guard, join(home, 'processes.json'))
  return startPostgres({ home, processes, settings: { ...DISPOSABLE, ...more }, port: 0 })
}
