import { execFile } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { DemoDocument } from '../src/documents/demo.js'
import type { StatusDocument } from '../src/documents/status.js'
import { everyCommand } from '../src/every-command.js'
import { type Checkout, checkout } from './checkout.js'

/** Reading commands, with the words of one that answers. */
const READS = new Map([
  ['status', ['status']],
  ['health', ['health']],
  ['logs', ['logs', 'education']],
  ['graph', ['graph']],
  ['doctor', ['doctor']],
  ['explain', ['explain']],
  ['config', ['config']],
  ['contract show', ['contract', 'show', 'auth']],
  ['contract check', ['contract', 'check']],
  ['contract openapi', ['contract', 'openapi']],
  ['contract asyncapi', ['contract', 'asyncapi']],
  ['db url', ['db', 'url']],
  ['db migrate', ['db', 'migrate']],
  ['db shell', ['db', 'shell', 'education', '--command', 'select 1 as one']],
  ['completion', ['completion', 'bash']],
])

const run = promisify(execFile)

const reading = (await everyCommand()).flatMap(({ path, node }) => {
  const words = READS.get(path)
  return words && node.kind === 'command' ? [{ path, node, words }] : []
})

let it: Checkout

beforeAll(async () => {
  it = await checkout()
  const { exitCode, stderr } = await it.azora('up', '--wait', '--json')
  if (exitCode !== 0) throw new Error(`It did not start:\n${stderr}`)
})

afterAll(async () => {
  await it[Symbol.asyncDispose]()
})

async function json<T = Record<string, unknown>>(...words: string[]): Promise<T> {
  const { stdout } = await it.azora(...words, '--json')
  return JSON.parse(stdout) as T
}

describe('while the platform runs', () => {
  test('status names each service with its address and process, and a second `up` says the same', async () => {
    const status = await json<StatusDocument>('status')
    expect(status.services.map(({ name, ready }) => [name, ready])).toEqual([
      ['auth', true],
      ['education', true],
      ['gateway', true],
      ['nexus', true],
    ])
    for (const { url, pid } of status.services)
      expect({ url, pid }).toEqual({ url: expect.any(String), pid: expect.any(Number) })
    const again = await it.azora('up', '--json')
    expect(again.stderr).toContain('runs already')
    expect(JSON.parse(again.stdout)).toMatchObject({ services: status.services.map(({ pid }) => ({ pid })) })
  })

  test.each(reading)(
    'azora $path --json prints one document that its schema allows',
    async ({ node, words }) => {
      const document = await json(...words)
      expect(document).toHaveProperty('schemaVersion', 1)
      const { error } = (await node.document()).safeParse(document)
      expect(error && z.prettifyError(error)).toBeUndefined()
    },
  )

  test('doctor finds nothing wrong that the checkout itself did not bring', async () => {
    const { checks } = await json<{ checks: { name: string; ok: boolean; detail: string }[] }>('doctor')
    const about = [
      'services',
      'databases',
      'migrations',
      'clock',
      'secrets',
      'state-folder',
      'leftovers',
      'ports',
      'manifests',
    ]
    expect(checks.filter(({ name, ok }) => about.includes(name) && !ok)).toEqual([])
  })
})

describe('the demonstration', () => {
  test.each(['grade-10-life-sciences', 'university-algorithms'])(
    'teaches %s, every step with request id and time',
    async name => {
      const demo = await json<DemoDocument>(
        'demo',
        '--course',
        join(it.root, `examples/courses/${name}.yaml`),
        '--lessons',
        '3',
      )
      expect(demo.progress).toMatchObject({ completedRequiredLessons: 3, state: 'active' })
      expect(demo.course.lessons).toBeGreaterThan(25)
      expect(demo.steps.map(({ operation }) => operation)).toEqual([
        'auth.sessions.login',
        'education.courses.import',
        'education.courses.publish',
        'auth.accounts.register',
        'auth.sessions.login',
        'education.enrollments.enroll',
        'education.versions.get',
        ...Array.from({ length: 3 }, () => 'education.lessons.complete'),
        'education.progress.get',
        'auth.sessions.login',
        'nexus.events.list',
        'nexus.events.get',
      ])
      expect(demo.event.handlings).toMatchObject([{ handler: 'education.keep-learners', state: 'handled' }])
      for (const { requestId, tookMs } of demo.steps) {
        expect({ requestId, tookMs }).toEqual({
          requestId: expect.stringMatching(/^[\w-]{8,64}$/),
          tookMs: expect.any(Number),
        })
      }
    },
  )

  test('shows what belongs to a request in the logs of every service it went through', async () => {
    const { steps } = await json<DemoDocument>('demo')
    const requestId = steps.find(({ operation }) => operation === 'education.progress.get')?.requestId ?? ''
    await expect
      .poll(async () => {
        const { lines } = await json<{ lines: { source: string }[] }>('logs', '--request', requestId)
        return lines.map(({ source }) => source).toSorted()
      })
      .toEqual(['education', 'gateway'])
  })

  test('refuses a file that is no syllabus, naming every fault', async () => {
    await writeFile(join(it.root, 'broken.yaml'), 'title: x\nlevel: tenth\nmodules: [{ lessons: [] }]\n')
    const { exitCode, stderr } = await it.azora('demo', '--course', 'broken.yaml')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('/level')
    expect(stderr).toContain('/modules/0/title')
  })
})

describe('a session', () => {
  test('is kept for its owner alone, renewed when it has expired, and ended', async () => {
    expect(await json('login', '--as', 'instructor')).toMatchObject({
      roles: expect.arrayContaining(['instructor']),
    })
    const file = join(it.root, '.azora/session.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const before = JSON.parse(await readFile(file, 'utf8')) as { accessToken: string }
    await writeFile(file, JSON.stringify({ ...before, expiresAt: '2020-01-01T00:00:00.000Z' }))
    expect(await json('whoami')).toMatchObject({ email: 'instructor@azora.test' })
    expect(JSON.parse(await readFile(file, 'utf8'))).not.toMatchObject({ accessToken: before.accessToken })
    expect(await json('logout')).toMatchObject({ signedOut: true })
    expect((await it.azora('whoami')).exitCode).toBe(4)
  })

  test('never shows a token or a password', async () => {
    const { users } = JSON.parse(await readFile(join(it.root, '.azora/credentials.json'), 'utf8')) as {
      users: Record<string, { password: string }>
    }
    const outcome = await it.azora('login', '--as', 'learner', '--json', '--verbose')
    expect(outcome.stdout + outcome.stderr).not.toContain(users['learner']?.password)
    expect(outcome.stdout).not.toMatch(/token/i)
    await it.azora('logout')
  })
})

describe('calling', () => {
  test('creates what the contract says, as whoever is signed in', async () => {
    await it.azora('login', '--as', 'instructor')
    const created = await json<{ body: { id: string } }>(
      'call',
      'education.courses.create',
      '--title',
      'Proofs',
      '--level',
      'ZA-NQF/7',
      '--credits',
      '12',
    )
    expect(created).toMatchObject({ status: 201, body: { title: 'Proofs', credits: 12 } })
    const { id } = created.body
    const { exitCode, stdout } = await it.azora('call', 'education.courses.publish', id, '--json')
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'course-incomplete', status: 409, requestId: expect.any(String) },
    })
    const changed = await json('call', 'education.courses.update', id, '--title', 'Proof', '--if-match', '1')
    expect(changed).toMatchObject({ body: { title: 'Proof', version: 2 } })
  })

  test('exits by the kind of refusal', async () => {
    const unknown = '019c7a00-0000-7000-8000-00000000dead'
    expect((await it.azora('call', 'education.courses.get', unknown)).exitCode).toBe(5)
    expect((await it.azora('call', 'auth.users.list')).exitCode).toBe(4)
    expect((await it.azora('call', 'auth.accounts.me', '--anonymous')).exitCode).toBe(4)
    expect((await it.azora('call', 'education.courses.get', 'no-id')).exitCode).toBe(2)
  })
})

describe('the databases', () => {
  test('hide their passwords until they are asked for', async () => {
    const [masked, shown] = await Promise.all([
      it.azora('db', 'url', 'auth'),
      it.azora('db', 'url', 'auth', '--reveal'),
    ])
    expect(masked.stdout).toContain(':***@')
    const password = new URL(shown.stdout.trim()).password
    expect(password.length).toBeGreaterThan(20)
    expect(masked.stdout).not.toContain(password)
  })

  test('are emptied only when that is said, and seeded again', async () => {
    const count = async () => {
      const sql = 'select count(*)::int as courses from course'
      const { results } = await json<{ results: { rows: unknown[] }[] }>(
        'db',
        'shell',
        'education',
        '-c',
        sql,
      )
      return results[0]?.rows[0]
    }
    expect((await it.azora('db', 'reset', 'education')).exitCode).toBe(2)
    expect(await count()).not.toEqual({ courses: 1 })
    expect((await it.azora('db', 'reset', 'education', '--force')).exitCode).toBe(0)
    expect(await count()).toEqual({ courses: 1 })
  })

  test('get the migration that leads to a changed schema', async () => {
    const schema = join(it.root, 'services/education/prisma/schema.prisma')
    const text = await readFile(schema, 'utf8')
    await commit(it.root, 'services/education/prisma')
    await writeFile(
      schema,
      `${text}\nmodel Tag {\n  id   String @id @db.Uuid\n  name String\n\n  @@map("tag")\n}\n`,
    )
    const words = ['db', 'new', 'education', 'add-tags']
    const dry = await json<{ sql: string; file: string; warnings: string[] }>(...words, '--dry-run')
    expect(dry.sql).toMatch(/^-- CreateTable\nCREATE TABLE "tag" \([^;]*\);\s*$/)
    expect(dry.warnings).toEqual([])
    const replayed = await json<{ sql: string }>(...words, '--dry-run', '--from', 'migrations')
    expect(replayed.sql).toContain('CREATE TABLE "tag"')
    await expect(readFile(join(it.root, dry.file))).rejects.toThrow('ENOENT')
    const { file } = await json<{ file: string }>(...words)
    expect(await readFile(join(it.root, file), 'utf8')).toContain('CREATE TABLE "tag"')
    expect(await json('db', 'migrate', 'education', '--dry-run')).toMatchObject({
      services: [{ pending: [expect.stringMatching(/^\d{14}_add_tags$/)] }],
    })
  })
})

async function commit(root: string, path: string) {
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=test', '-c', 'user.email=test@azora.test', ...args], { cwd: root })
  await git('init', '--quiet')
  await git('add', path)
  await git('commit', '--quiet', '--message', 'test')
}

describe('services', () => {
  test('are stopped and started alone, and status says so by its exit code', async () => {
    const pids = async () => {
      const { services } = await json<StatusDocument>('status')
      return Object.fromEntries(services.map(({ name, pid }) => [name, pid]))
    }
    const before = await pids()
    expect((await it.azora('stop', 'gateway')).exitCode).toBe(0)
    expect((await it.azora('status')).exitCode).toBe(0)
    expect((await it.azora('status', 'gateway')).exitCode).toBe(6)
    expect((await it.azora('up', 'gateway')).exitCode).toBe(0)
    expect(await pids()).toMatchObject({ auth: before['auth'], education: before['education'] })
    await it.azora('restart', 'auth')
    expect((await pids())['auth']).not.toBe(before['auth'])
  })

  test.each([[['restart']], [['up']], [['up', '--inspect']]])(
    'that do not exist are refused with the nearest by %j',
    async words => {
      const { exitCode, stderr } = await it.azora(...words, 'educaton')
      expect(exitCode).toBe(5)
      expect(stderr).toMatch(/did you mean education/i)
    },
  )
})
