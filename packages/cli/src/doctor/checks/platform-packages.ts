import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bad, type Check, good, skipped } from '../check.js'
import { type Locked, type LockedPackage, lockedIn } from '../lockfile.js'
import { libcHere } from '../system.js'

/** Programs that come from npm come as one package per platform, and npm may leave out the one for this. */
export const platformPackages: Check = {
  name: 'platform-packages',
  about: 'programs that come from npm are there for this platform',
  why: 'Installed with --omit=optional, on another system, or by an npm that lost them: a bundler or a database is missing.',
  async run({ root }) {
    const locked = await lockedIn(root)
    if (!locked) return skipped('there is no package-lock.json')
    const wanted = Object.entries(locked).filter(
      ([path, entry]) => isForHere(entry) && isWanted(root, locked, path),
    )
    const missing = wanted.filter(([path]) => !existsSync(join(root, path, 'package.json')))
    return missing.length === 0
      ? good(`${wanted.length} for ${process.platform}-${process.arch}`)
      : bad(`missing: ${missing.map(([path]) => nameOf(path)).join(', ')}`, 'npm ci')
  },
}

function isForHere({ optional, os, cpu, libc }: LockedPackage) {
  if (!optional || !os || !cpu) return false
  return fits(os, process.platform) && fits(cpu, process.arch) && fits(libc, libcHere())
}

function fits(values: readonly string[] | undefined, here: string | null) {
  return !values || here === null || values.includes(here)
}

/** Whether a package that is installed asks for it. */
function isWanted(root: string, locked: Locked, path: string) {
  const name = nameOf(path)
  return Object.entries(locked).some(
    ([parent, { optionalDependencies }]) =>
      optionalDependencies?.[name] !== undefined && existsSync(join(root, parent, 'package.json')),
  )
}

function nameOf(path: string) {
  return path.replace(/^.*node_modules\//, '')
}
