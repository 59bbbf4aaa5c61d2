import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dataOfGoneCheckouts, dataSetAside } from '@azora/supervisor'
import { statePaths } from '../../platform/state-paths.js'
import { bad, type Check, good, skipped } from '../check.js'
import { embeddedHome, embeddedVersion, isServerGiven } from '../embedded.js'
import { quoted } from '../remedies.js'

/** The data of the embedded PostgreSQL is of its version, and the password to it is known. */
export const dataFolder: Check = {
  name: 'data-folder',
  about: 'the data of the embedded PostgreSQL fits it',
  why: 'A server refuses data of another major version, and without its password nobody gets in.',
  async run(patient) {
    if (isServerGiven(patient)) return skipped('DATABASE_URL names another server')
    const { postgres } = statePaths(patient.root)
    const data = join(postgres, 'data')
    const version = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim()
    if (version === '') return skipped('there is no data yet')
    const home = embeddedHome(patient.root)
    const major = home ? (await embeddedVersion(home)).split('.')[0] : version
    const aside = `azora down; mv ${quoted(data)} ${quoted(`${data}.${version}`)}`
    if (version !== major)
      return bad(`it is of PostgreSQL ${version}, and the server is ${major}; this sets it aside`, aside)
    return existsSync(join(postgres, 'password'))
      ? good(`PostgreSQL ${version}${await aboutOthers(postgres)}`)
      : bad('the password to it is gone; this sets it aside', aside)
  },
}

/** What could be removed by whoever knows that a checkout was not only moved. */
async function aboutOthers(postgres: string): Promise<string> {
  const gone = await dataOfGoneCheckouts()
  const named = gone.map(({ folder, checkout }) => `${folder} (${checkout})`)
  const aside = await dataSetAside({ postgres })
  return [
    named.length === 0 ? '' : `; data of checkouts that are gone: ${named.join(', ')}`,
    aside.length === 0 ? '' : `; set aside, its .azora being gone: ${aside.join(', ')}`,
  ].join('')
}
