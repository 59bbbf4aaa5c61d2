import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

type Wanted = Readonly<Record<string, string>>

/** What of an entry of package-lock.json is looked at. */
export interface LockedPackage {
  readonly version?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly optional?: boolean
  readonly devOptional?: boolean
  readonly peer?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly dependencies?: Wanted
  readonly devDependencies?: Wanted
  readonly optionalDependencies?: Wanted
}

/** Packages by their path from the root of the workspace. */
export type Locked = Readonly<Record<string, LockedPackage>>

/** The lockfile of a workspace; null if there is none. */
export function lockedIn(root: string): Promise<Locked | null> {
  return packagesOf(join(root, 'package-lock.json'))
}

/** What npm has noted of what it installed; null if it has not installed anything. */
export function installedIn(root: string): Promise<Locked | null> {
  return packagesOf(join(root, 'node_modules/.package-lock.json'))
}

async function packagesOf(file: string): Promise<Locked | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  })
  if (text === null) return null
  const { packages }: { packages?: Locked } = JSON.parse(text)
  return packages ?? {}
}
