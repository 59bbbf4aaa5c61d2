import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { platformForFile } from './platform.js'

// What a newcomer types, in the order of the README.

const platform = platformForFile()
const COURSES = ['grade-10-life-sciences', 'university-algorithms'].map(
  name => `examples/courses/${name}.yaml`,
)

/** Runs `azora … --json`, and gives what it prints. */
async function document(...args: string[]): Promise<Record<string, unknown>> {
  const { exitCode, stdout, stderr } = await platform().copy.azora([...args, '--json'])
  expect({ args, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ args, exitCode: 0, stderr: '' })
  return JSON.parse(stdout) as Record<string, unknown>
}

describe('the demonstration', () => {
  test.each(COURSES)('publishes %s and has a new learner complete it, each step traceable', async course => {
    const { copy } = platform()
    const shown = await document('demo', '--course', join(copy.root, course), '--lessons', '500')
    const { steps, progress } = shown as { steps: { requestId: string; status: number }[]; progress: object }
    expect(progress).toMatchObject({ percent: 100, state: 'completed' })
    expect(steps.length).toBeGreaterThan(10)
    for (const step of steps) {
      expect(step).toMatchObject({
        requestId: expect.stringMatching(/^[\w-]{8,64}$/),
        status: expect.toSatisfy((status: number) => status >= 200 && status < 300),
        tookMs: expect.any(Number),
      })
    }
    const { lines } = await document('logs', '--request', steps[0]?.requestId ?? '')
    expect(lines).not.toEqual([])
    expect(shown['event']).toMatchObject({
      event: { type: 'user.registered' },
      published: { service: 'auth', at: expect.any(String) },
      handlings: [
        { service: 'education', handler: 'education.keep-learners', state: 'handled', attempts: 1 },
      ],
    })
  })
})

describe('signed in as the instructor', () => {
  test('a course is created by flags, by JSON, by a file and by standard input', async () => {
    const { copy } = platform()
    await document('login', '--as', 'instructor')
    expect(await document('whoami')).toMatchObject({ roles: expect.arrayContaining(['instructor']) })

    const create = ['call', 'education.courses.create']
    const made = [
      await document(...create, '--title', 'Proofs', '--level', 'ZA-NQF/6'),
      await document(...create, '--data', '{"title":"Sets","level":"ZA-NQF/6"}'),
      await document('call', 'education.courses.import', '--data', `@${join(copy.root, COURSES[1] ?? '')}`),
    ]
    const piped = await execa(
      process.execPath,
      [join(copy.root, 'packages/cli/bin/azora.mjs'), ...create, '--data', '-', '--json'],
      { cwd: copy.root, input: '{"title":"Logic","level":"ZA-NQF/6"}' },
    )
    const answers = [...made, JSON.parse(piped.stdout)] as { status: number; body: { title: string } }[]
    expect(answers.map(({ status, body }) => [status, body.title])).toEqual([
      [201, 'Proofs'],
      [201, 'Sets'],
      [201, expect.any(String)],
      [201, 'Logic'],
    ])
  })

  test('what does not fit the contract is refused before it is sent, every fault named', async () => {
    const { exitCode, stdout } = await platform().copy.azora([
      'call',
      'education.courses.create',
      '--title',
      '',
      '--credits',
      '0',
      '--json',
    ])
    expect(exitCode).toBe(2)
    const { error } = JSON.parse(stdout) as { error: { faults: string[] } }
    expect(error.faults.map(fault => fault.split(':')[0])).toEqual(['--title', '--level', '--credits'])
  })
})

describe('asked how it does', () => {
  const text = expect.any(String)
  const service = {
    name: text,
    url: expect.stringMatching(/^http:\/\/127/),
    pid: expect.any(Number),
    ready: true,
  }
  const check = { name: text, ok: true }
  const PROMISES: [string[], Record<string, unknown>][] = [
    [['status'], { services: expect.arrayContaining([expect.objectContaining(service)]) }],
    [
      ['health'],
      {
        status: 'healthy',
        services: expect.arrayContaining([expect.objectContaining({ status: 'healthy' })]),
      },
    ],
    [['doctor'], { ok: true, checks: expect.arrayContaining([expect.objectContaining(check)]) }],
    [['config', 'education'], { services: [expect.objectContaining({ service: 'education', faults: [] })] }],
    [
      ['graph'],
      { needs: expect.arrayContaining([expect.objectContaining({ from: 'education', to: 'auth' })]) },
    ],
    [
      ['logs', 'auth', '--tail', '5'],
      { lines: expect.arrayContaining([expect.objectContaining({ source: 'auth' })]) },
    ],
    [['contract', 'show', 'education'], { contracts: [expect.objectContaining({ name: 'education' })] }],
    [['contract', 'check'], { ok: true, changes: [] }],
    [['contract', 'openapi'], { openapi: expect.stringMatching(/^3\.1/) }],
    [['contract', 'asyncapi'], { asyncapi: expect.stringMatching(/^3\./) }],
    [['db', 'url'], { databases: expect.arrayContaining([expect.objectContaining({ service: 'auth' })]) }],
  ]

  test.each(PROMISES)('`azora %s` answers in JSON as promised', async (args, promise) => {
    expect(await document(...args)).toMatchObject({ schemaVersion: 1, ...promise })
  })

  test('every check of the doctor says what helps, or that nothing is needed', async () => {
    const { checks } = (await document('doctor')) as { checks: Record<string, unknown>[] }
    for (const each of checks) expect(each).toHaveProperty('remedy')
  })

  test('nothing it prints or writes to logs holds a password of the seeded users', async () => {
    const { copy } = platform()
    const { users } = JSON.parse(readFileSync(join(copy.root, '.azora/credentials.json'), 'utf8')) as {
      users: Record<string, { password: string }>
    }
    const printed = [
      ...(await Promise.all(['status', 'config', 'logs'].map(command => copy.azora([command])))),
      await copy.azora(['logs', '--tail', '100000', '--level', 'debug']),
    ].map(({ stdout, stderr }) => stdout + stderr)
    for (const { password } of Object.values(users)) expect(printed.join('\n')).not.toContain(password)
  })
})

describe('signed in as the admin', () => {
  const OrderOfEvents = ['user.registered', 'user.verified']

  test('events are found, followed, and published by hand', async () => {
    await document('login', '--as', 'admin')
    const { events } = (await document('events', 'ls', '--service', 'auth')) as {
      events: { event: { type: string } }[]
    }
    expect(events.map(({ event }) => event.type)).toEqual(expect.arrayContaining(OrderOfEvents))
    const { schemas } = (await document('events', 'schemas')) as {
      schemas: { type: string; conflicts: [] }[]
    }
    expect(schemas.map(({ type }) => type)).toEqual(expect.arrayContaining(OrderOfEvents))
    expect(schemas.flatMap(({ conflicts }) => conflicts)).toEqual([])
    const data = JSON.stringify({ userId: crypto.randomUUID(), verifiedAt: new Date().toISOString() })
    const { event } = (await document('events', 'publish', 'user.verified', '--data', data)) as {
      event: { id: string }
    }
    expect(await document('events', 'show', event.id)).toMatchObject({
      published: { service: 'auth' },
      silent: [],
    })
  })

  test('how events flow is shown, and that nothing has been given up', async () => {
    const flow = (await document('events', 'flow')) as { services: { service: string; handlers: object[] }[] }
    expect(flow.services.map(({ service }) => service)).toEqual(expect.arrayContaining(['auth', 'education']))
    const dry = ['--handler', 'education.keep-learners', '--dry-run']
    expect(await document('dlq', 'ls')).toMatchObject({ deadLetters: [], more: false, silent: [] })
    expect(await document('dlq', 'redrive', ...dry)).toMatchObject({ count: 0, dryRun: true })
    expect(await document('dlq', 'discard', ...dry)).toMatchObject({ count: 0, dryRun: true })
    const kept = await document('events', 'replay', 'education.keep-learners', '--dry-run')
    expect(kept).toMatchObject({ service: 'education', replay: null, events: expect.any(Number) })
    const { replay } = await document('events', 'replay', 'education.keep-learners', '--rate', '1000')
    await expect
      .poll(async () => (await document('events', 'replays'))['replays'], { timeout: 30_000 })
      .toMatchObject([{ id: (replay as { id: string }).id, state: 'done' }])
    expect(await document('dlq', 'ls')).toMatchObject({ deadLetters: [] })
    expect(await document('sagas', 'ls')).toMatchObject({ more: false, silent: [] })
  })

  test('a read model is built anew, and serves again', async () => {
    const name = 'education.enrollments'
    expect(await document('projections', 'rebuild', name)).toMatchObject({ name, done: 'rebuilding' })
    await expect
      .poll(() => document('projections', 'show', name), { timeout: 60_000 })
      .toMatchObject({ service: 'education', live: { failure: null }, building: null })
    expect(await document('projections', 'ls')).toMatchObject({ projections: [{ name }], silent: [] })
  }, 120_000)
})

describe('asked for in words', () => {
  /** What is said of it, whatever it exits with. */
  const ask = async (text: string, ...flags: string[]) => {
    const { stdout } = await platform().copy.azora(['ask', text, ...flags, '--json'])
    return JSON.parse(stdout) as { id: string; state: string; result: unknown }
  }

  test('it is done by whoever keeps it: at once if it only reads, else when it is confirmed', async () => {
    await document('login', '--as', 'learner')
    const searching = () => ask('search the catalog')
    await expect.poll(async () => (await searching()).state, { timeout: 15_000 }).toBe('done')
    const { items } = (await searching()).result as { items: { id: string }[] }
    const courseId = items[0]?.id ?? ''
    const asked = await ask(`please enroll me in course ${courseId}`)
    expect(asked.state).toBe('needs-confirmation')
    expect(await document('call', 'nexus.intents.confirm', asked.id)).toMatchObject({
      body: { state: 'done', result: { courseId } },
    })
    const { result } = await ask('list my enrollments')
    expect(result).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ courseId })]) })
    expect(await ask(`publish course ${courseId}`, '--yes')).toMatchObject({ state: 'refused' })
  })
})

test('`azora down` says what it stopped, and the status says so too', async () => {
  const { copy } = platform()
  expect((await copy.azora(['down', '--json'])).exitCode).toBe(0)
  const { exitCode, stdout } = await copy.azora(['status', '--json'])
  expect(exitCode).toBe(6)
  expect(JSON.parse(stdout)).toMatchObject({ state: 'stopped' })
})
