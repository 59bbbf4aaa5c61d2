import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { databasesOf } from '../../db/databases.js'
import { withConnection } from '../../db/query.js'
import { statePaths } from '../../platform/state-paths.js'
import { bad, type Check, type Finding, good, type Patient } from '../check.js'
import { asRoot, quoted } from '../remedies.js'

const ALLOWED_MS = 5_000
/** File systems of other machines have clocks of their own. */
const ALLOWED_FILE_MS = 60_000
const TIMEOUT_MS = 1_500

/** This machine’s clock is right, as far as the database and the files here can tell: tokens and leases rely on it. */
export const clock: Check = {
  name: 'clock',
  about: 'this machine’s clock is right, as far as the database and files can tell',
  why: 'Tokens are refused as expired or not yet valid, and leases end too early, where two clocks disagree.',
  async run(patient) {
    return (await againstDatabase(patient)) ?? againstFiles(patient.root)
  },
}

async function againstDatabase({ context, status }: Patient): Promise<Finding | null> {
  const isThere = status?.infrastructure.some(({ name, state }) => name === 'postgres' && state === 'ready')
  const [first] = isThere ? await databasesOf(context, []) : []
  if (!first) return null
  // A database that does not answer is for `databases` to say.
  const skewMs = await skewOf(first.adminUrl).catch(() => null)
  if (skewMs === null) return null
  return skewMs <= ALLOWED_MS
    ? good(`${Math.round(skewMs)} ms apart from the database`)
    : bad(
        `${Math.round(skewMs / 1000)} s apart from the database`,
        `Set the clock: ${asRoot('timedatectl set-ntp true')}`,
      )
}

function skewOf(url: string) {
  return withConnection(
    url,
    async client => {
      const before = Date.now()
      const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now')
      return Math.abs((rows[0]?.now.getTime() ?? 0) - (before + Date.now()) / 2)
    },
    TIMEOUT_MS,
  )
}

/** Files from the future: the clock is behind, or was ahead when they were written. */
async function againstFiles(root: string): Promise<Finding> {
  const { home } = statePaths(root)
  const names = await readdir(home).catch(() => [])
  const files = [join(root, 'package-lock.json'), ...names.map(name => join(home, name))]
  const times = await Promise.all(
    files.map(async file => ({ file, at: (await stat(file).catch(() => null))?.mtimeMs ?? 0 })),
  )
  const late = times.filter(({ at }) => at - Date.now() > ALLOWED_FILE_MS)
  if (late.length === 0) return good('no file here is from the future')
  return bad(
    `${late.length} files here are from the future: the clock is behind (look at date), or was ahead when they were written`,
    `touch ${late.map(({ file }) => quoted(file)).join(' ')}`,
  )
}
