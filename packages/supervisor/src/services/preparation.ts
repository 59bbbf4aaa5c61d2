import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { LoadedManifest } from '@azora/manifest'
import { type Bundle, bundle, type Renew } from '../bundle/bundle.js'
import { type Fingerprint, fingerprint, hashAll } from '../bundle/fingerprint.js'
import type { Paths } from '../state/paths.js'

/** What has been done to a database: a hash of everything each task depends on. */
export interface Stamp {
  readonly migrate: string
  readonly seed: string
}

const ENTRIES = ['src/main.ts', 'src/main.mjs', 'src/main.js']

/** Where a service's bundle, and what is remembered about it, is kept. */
export function cacheOf({ manifest }: LoadedManifest, { cache }: Paths): string {
  return join(cache, 'services', manifest.name)
}

/** Bundles a service's program. @throws {BuildFailed} */
export function bundleService(loaded: LoadedManifest, paths: Paths, renew?: Renew): Promise<Bundle> {
  const { folder } = loaded
  const entry = ENTRIES.map(name => join(folder, name)).find(path => existsSync(path))
  if (!entry) throw new Error(`${folder} has none of ${ENTRIES.join(', ')}`)
  return bundle({ root: paths.root, entry, folder: cacheOf(loaded, paths) }, renew)
}

/**
 * Migrations depend on the SQL in the service's `prisma` folder and on the code that applies it, which lies outside the
 * service's `src`; seeds depend on everything, the seeded users' passwords included.
 */
export function stampFor({ folder }: LoadedManifest, { inputs, hash }: Bundle, paths: Paths): Stamp {
  const own = join(folder, 'src') + sep
  const foreign = inputs.filter(({ path }) => !path.startsWith(own))
  const migrate = hashAll([...foreign, ...filesIn(join(folder, 'prisma'))])
  const credentials = filesAt(paths.credentials).map(file => file.hash)
  return { migrate, seed: sha256([migrate, hash, ...credentials].join(' ')) }
}

/** The stamp as it is kept with the database. */
export function writeStamp({ migrate, seed }: Stamp): string {
  return `azora migrate=${migrate} seed=${seed}`
}

export function readStamp(label: string | null): Stamp {
  const [, migrate = '', seed = ''] = /^azora migrate=(\w*) seed=(\w*)$/.exec(label ?? '') ?? []
  return { migrate, seed }
}

function filesIn(folder: string): Fingerprint[] {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  return entries.filter(entry => entry.isFile()).map(entry => fingerprint(join(entry.parentPath, entry.name)))
}

function filesAt(path: string): Fingerprint[] {
  return existsSync(path) ? [fingerprint(path)] : []
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
