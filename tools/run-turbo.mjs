import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { QUIET } from './quiet.mjs'

/**
 * Runs turbo in the repository's root, without telemetry and update notices.
 *
 * Not by `spawnSync`: the PostgreSQL server that tests share writes its messages into a pipe of this process, and stands
 * still once nobody reads them.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [env] added to ours
 * @returns {Promise<number>} its exit code; 1 if it died
 */
export async function runTurbo(args, env = {}) {
  const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo')
  const child = spawn(process.execPath, [turbo, 'run', ...args], {
    cwd: join(import.meta.dirname, '..'),
    stdio: 'inherit',
    env: { ...process.env, ...QUIET, ...env },
  })
  const [status] = await once(child, 'close')
  return status ?? 1
}
