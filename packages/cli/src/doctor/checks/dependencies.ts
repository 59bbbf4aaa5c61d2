import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bad, type Check, type Finding, good, warning } from '../check.js'
import { installedIn, type Locked, type LockedPackage, lockedIn } from '../lockfile.js'

const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const

/** What is installed is what the lockfile says, and the lockfile says what the packages ask for. */
export const dependencies: Check = {
  name: 'dependencies',
  about: 'what is installed is what package-lock.json says',
  why: 'A lockfile that came with a pull or a merge is not installed by itself; a package.json edited by hand is not locked.',
  async run({ root }) {
    const [locked, installed] = await Promise.all([lockedIn(root), installedIn(root)])
    if (!installed) return bad('nothing is installed', 'npm ci')
    if (!locked) return warning('there is no package-lock.json', 'git checkout HEAD -- package-lock.json')
    return (await unlocked(root, locked)) ?? compared(root, locked, installed)
  },
}

/** Something a package.json asks for that the lockfile does not know. */
async function unlocked(root: string, locked: Locked): Promise<Finding | null> {
  const members = Object.keys(locked).filter(path => !path.includes('node_modules'))
  const faults = await Promise.all(members.map(member => differences(root, member, locked[member] ?? {})))
  const [first, ...others] = faults.flat()
  if (!first) return null
  const more = others.length > 0 ? `, and ${others.length} more` : ''
  return bad(`package-lock.json does not know ${first}${more}`, 'npm install')
}

async function differences(root: string, member: string, known: LockedPackage): Promise<string[]> {
  const text = await readFile(join(root, member, 'package.json'), 'utf8').catch(() => null)
  if (text === null) return []
  const asked: LockedPackage = JSON.parse(text)
  return KINDS.flatMap(kind =>
    Object.entries(asked[kind] ?? {})
      .filter(([name, range]) => known[kind]?.[name] !== range)
      .map(([name, range]) => `${name}@${range} of ${member || 'the root'}`),
  )
}

function compared(root: string, locked: Locked, installed: Locked): Finding {
  const hasDev = Object.values(installed).some(({ dev }) => dev)
  const external = Object.entries(locked).filter(([path]) => path.includes('node_modules/'))
  const faulty = external.filter(([path, entry]) => {
    const is = installed[path]
    if (is && !entry.link && is.version !== entry.version) return true
    return isNeeded(entry, hasDev) && !existsSync(join(root, path))
  })
  if (faulty.length === 0) return good(`${Object.keys(installed).length} packages as locked`)
  const names = faulty.slice(0, 3).map(([path]) => path.replace(/^.*node_modules\//, ''))
  const more = faulty.length > 3 ? ` and ${faulty.length - 3} more` : ''
  return bad(`missing or of another version: ${names.join(', ')}${more}`, 'npm ci')
}

/** What is optional, or only for development where nothing for development is installed, may be absent. */
function isNeeded({ optional, devOptional, dev, peer }: LockedPackage, hasDev: boolean) {
  return !optional && !devOptional && !peer && (hasDev || !dev)
}
