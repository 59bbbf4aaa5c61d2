import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { QUIET } from './quiet.mjs'

/**
 * Runs turbo in the repository's root, without telemetry and update notices.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [env] added to ours
 * @returns {number} its exit code; 1 if it died
 */
export function runTurbo(args, env = {}) {
  const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo')
  const cwd = join(import.meta.dirname, '..')
  return (
    spawnSync(process.execPath, [turbo, 'run', ...args], {
      cwd,
      stdio: 'inherit',
      env: { ...process.env, ...QUIET, ...env },
    }).status ?? 1
  )
}
