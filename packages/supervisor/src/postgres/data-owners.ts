import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Paths } from '../state/paths.js'
import { SHARED_STATE } from './binaries.js'

const NOTE = 'checkout'

/** Data that a checkout keeps elsewhere, and where the checkout was. */
export interface KeptData {
  readonly folder: string
  readonly checkout: string
}

/** Notes beside data that lies outside of its checkout whose it is: the folder's own name, a hash, tells nobody. */
export async function noteOwner({ root, postgres }: Pick<Paths, 'root' | 'postgres'>): Promise<void> {
  if (postgres.startsWith(root)) return
  await mkdir(dirname(postgres), { recursive: true, mode: 0o711 })
  await writeFile(join(dirname(postgres), NOTE), root, { mode: 0o600 })
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
