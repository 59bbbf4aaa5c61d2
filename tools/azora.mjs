import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * Runs the `azora` command of a checkout to its end, and gives how that went.
 *
 * @param {string} root
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env] Beside what is set here.
 */
export function tryAzora(root, args, env = {}) {
  return spawnSync(process.execPath, [join(root, 'packages/cli/bin/azora.mjs'), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  })
}

/** The same, for what has to succeed: gives what stood on its standard output, or throws what stood on the other. */
export function azora(root, args, env = {}) {
  const { status, stdout, stderr } = tryAzora(root, args, env)
  if (status !== 0) throw new Error(`azora ${args.join(' ')} exited with ${status}: ${stderr}`)
  return stdout
}
