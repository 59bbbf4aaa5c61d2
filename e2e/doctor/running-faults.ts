import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import pg from 'pg'
import { expect } from 'vitest'
import { isAlive, platformIn } from '../platform.js'
import { footprintOf } from '../processes.js'
import { type Fault, otherMachine, type Surgery } from './surgery.js'

const path = ({ copy }: Surgery, file: string) => join(copy.root, file)
const restored = (surgery: Surgery, file: string) =>
  execa('git', ['checkout', 'HEAD', '--', file], { cwd: surgery.copy.root })

const MIGRATIONS = 'services/education/prisma/migrations'
const SERVICE = 'services/education/src/service.ts'
const START = 'azora up --detach --wait'

async function firstMigration(surgery: Surgery) {
  const names = await readdir(path(surgery, MIGRATIONS))
  return `${MIGRATIONS}/${names.toSorted()[0]}/migration.sql`
}

/** Faults of data and sources, found while the platform runs. */
export const dataFaults: readonly Fault[] = [
  {
    name: 'a migration that is pending',
    red: ['migrations'],
    says: /education lacks 29990101000000_later/,
    plant: async surgery => {
      const folder = path(surgery, `${MIGRATIONS}/29990101000000_later`)
      mkdirSync(folder)
      writeFileSync(join(folder, 'migration.sql'), 'CREATE TABLE later (id int);\n')
    },
  },
  {
    name: 'a migration that was edited after it had been applied',
    red: ['migrations'],
    says: /edited after/,
    plant: async surgery => appendFileSync(path(surgery, await firstMigration(surgery)), '-- and more\n'),
  },
  {
    name: 'a migration whose file is gone',
    red: ['migrations'],
    says: /its file is gone/,
    plant: async surgery => rmSync(path(surgery, await firstMigration(surgery))),
  },
  {
    name: 'a role whose password was changed by hand',
    red: ['databases'],
    says: /education: .*password authentication failed/,
    plant: async surgery => {
      const { stdout } = await surgery.type('azora db url education --reveal')
      const client = new pg.Client({ connectionString: stdout.trim() })
      await client.connect()
      await client.query(`ALTER ROLE azora_education PASSWORD 'another-one'`)
      await client.end()
    },
  },
  {
    name: 'a clock that is an hour ahead of the database',
    red: ['clock'],
    says: /3600 s apart/,
    plant: async () => ({ shell: otherMachine('clock-ahead'), follow: () => 'unset OTHER_MACHINE' }),
  },
  {
    name: 'a session of a platform that was elsewhere',
    red: ['session'],
    plant: async surgery => {
      await surgery.type('azora login --as learner')
      const file = path(surgery, '.azora/session.json')
      const kept: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'))
      writeFileSync(file, JSON.stringify({ ...kept, url: 'http://127.0.0.1:1' }), { mode: 0o600 })
    },
  },
  {
    name: 'routes that were cut short while they are followed',
    red: ['state-files'],
    says: /routes\.json/,
    plant: async surgery =>
      writeFileSync(path(surgery, '.azora/routes.json'), '{"services":', { mode: 0o600 }),
  },
]

/** Faults of processes. */
export const processFaults: readonly Fault[] = [
  {
    name: 'a service that keeps dying',
    red: ['services'],
    says: /education is (failed|waiting|unready|starting).*after \d restarts?.*out of order/s,
    plant: async surgery => {
      appendFileSync(path(surgery, SERVICE), "\nthrow new Error('out of order')\n")
      await surgery.type('azora restart education')
      return {
        follow: async remedy => {
          const { stdout } = await surgery.type(remedy.slice(0, remedy.indexOf(' says why')))
          expect(stdout).toContain('out of order')
          await restored(surgery, SERVICE)
          return remedy.slice(remedy.lastIndexOf('azora restart'))
        },
      }
    },
  },
  {
    name: 'a service that stands still',
    red: ['services'],
    says: /education is unready/,
    plant: async surgery => {
      const { pid } = await platformIn(surgery.copy).service('education')
      process.kill(pid, 'SIGSTOP')
      await expect
        .poll(async () => (await platformIn(surgery.copy).service('education')).ready, { timeout: 10_000 })
        .toBe(false)
      return { follow: remedy => remedy.slice(remedy.lastIndexOf('azora restart')) }
    },
  },
  {
    name: 'a host that was stopped by a signal',
    red: ['host'],
    says: /stopped by a signal/,
    plant: async surgery => {
      const host = await platformIn(surgery.copy).hostPid()
      process.kill(host, 'SIGSTOP')
      return { clean: () => void process.kill(host, 'SIGCONT') }
    },
  },
  {
    name: 'servers whose host and guard were killed',
    red: ['leftovers'],
    says: /postgres \(process \d+\).* still runs/,
    plant: async surgery => {
      const host = await platformIn(surgery.copy).hostPid()
      const { pids } = footprintOf(surgery.copy.root)
      const servers = pids.filter(pid => pid !== host)
      process.kill(host, 'SIGSTOP')
      for (const guard of await guardsOf(host)) process.kill(guard, 'SIGKILL')
      process.kill(host, 'SIGKILL')
      // Services end by themselves when their host is gone; servers do not.
      await expect.poll(() => servers.filter(isAlive).length, { timeout: 10_000 }).toBeLessThan(3)
      return { clean: async () => void (await surgery.type(START)) }
    },
  },
]

/** The small processes that end what a host leaves behind. */
async function guardsOf(host: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(
    pids.map(async pid => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      return parent === host && command.includes('azora-guard') ? [pid] : []
    }),
  )
  return found.flat()
}

const configured = (profile: string, auth: Record<string, string>) => async (surgery: Surgery) => {
  const file = path(surgery, 'azora.config.json')
  writeFileSync(file, JSON.stringify({ profile, env: { auth } }))
  await surgery.type(`azora down; ${START}`)
  return {
    follow: (remedy: string) => {
      rmSync(file)
      return `${remedy.slice(remedy.lastIndexOf('azora down'))} --detach --wait`
    },
  }
}

/** Faults of the settings and secrets that services are started with. */
export const configurationFaults: readonly Fault[] = [
  {
    name: 'a secret that is too short',
    red: ['configuration', 'services'],
    says: /auth: AUTH_ENCRYPTION_KEY has to be/,
    plant: configured('local', { AUTH_ENCRYPTION_KEY: 'short' }),
  },
  {
    name: 'a placeholder for a secret in production',
    red: ['configuration', 'services'],
    says: /auth: SMTP_URL has to be a secret that cannot be guessed/,
    plant: configured('production', {
      SMTP_URL: 'smtp://azora:changeme@127.0.0.1:2525',
      AUTH_PUBLIC_URL: 'https://azora.example',
    }),
  },
]
