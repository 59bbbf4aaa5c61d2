import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Paths } from '../state/paths.js'
import { SHARED_STATE } from './binaries.js'
import { clearStaleServer } from './cluster.js'

const NOTE = 'checkout'
/** Not `postgres`: that is where data lies that was made by another user than root. */
export const LINK = 'postgres-of-root'

/** Data that a checkout keeps elsewhere, and where the checkout was. */
export interface KeptData {
  readonly folder: string
  readonly checkout: string
}

type DataPaths = Pick<Paths, 'root' | 'home' | 'postgres'>

/**
 * Notes beside data that lies outside of its checkout whose it is, for the folder's own name, a hash, tells nobody; and links to
 * it from `.azora`. Data that no link leads to is of a `.azora` that was removed, and what was sealed in it can be opened by
 * nobody, for the secrets went with that: it is set aside.
 * @returns where it was set aside to, else null
 */
export async function claimData({ root, home, postgres }: DataPaths): Promise<string | null> {
  if (postgres.startsWith(root)) return null
  await mkdir(dirname(postgres), { recursive: true, mode: 0o711 })
  await writeFile(join(dirname(postgres), NOTE), root, { mode: 0o600 })
  const link = join(home, LINK)
  if ((await readlink(link).catch(() => null)) === postgres) return null
  const aside = existsSync(postgres) ? await moveAside(postgres) : null
  await rm(link, { force: true })
  await symlink(postgres, link)
  return aside
}

async function moveAside(postgres: string): Promise<string> {
  const aside = `${postgres}-${new Date().toISOString().replaceAll(/[-:]|\..*/g, '')}`
  await clearStaleServer({ data: join(postgres, 'data') })
  await rename(postgres, aside)
  return aside
}

/** What {@link claimData} has set aside, which nothing here removes. */
export async function dataSetAside({ postgres }: Pick<Paths, 'postgres'>): Promise<string[]> {
  const names = await readdir(dirname(postgres)).catch(() => [])
  return names
    .filter(name => name.startsWith(`${basename(postgres)}-`))
    .map(name => join(dirname(postgres), name))
}

/**
 * Data of checkouts that are no longer where they were. Nothing here removes it: a checkout may have been moved, or lie on
 * a disk that is not there at the moment, and only its owner knows.
 * @param shared where root keeps data
 */
export async function dataOfGoneCheckouts(shared = SHARED_STATE): Promise<KeptData[]> {
  const names = await readdir(shared).catch(() => [])
  const kept = await Promise.all(
    names.map(async name => {
      const folder = join(shared, name)
      return { folder, checkout: await readFile(join(folder, NOTE), 'utf8').catch(() => null) }
    }),
  )
  return kept.flatMap(({ folder, checkout }) =>
    checkout === null || existsSync(checkout) ? [] : [{ folder, checkout }],
  )
}
