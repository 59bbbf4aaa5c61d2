import { describe, expect, test } from 'vitest'
import { ConfigDocument } from './documents/config.js'
import { commandLine } from './testing/command-line.js'
import { workspace } from './testing/workspace.js'

describe('a command line', () => {
  test('that has a mistyped command is refused with the nearest', async () => {
    await using here = await workspace()
    const outcome = await commandLine(['statsu'], { cwd: here.root })
    expect(outcome.exitCode).toBe(2)
    expect(outcome.stderr).toContain('Did you mean status?')
    expect(outcome.stdout).toBe('')
  })

  test('that has an unknown flag says which command to ask for help', async () => {
    await using here = await workspace()
    const { stderr } = await commandLine(['graph', '--svg'], { cwd: here.root })
    expect(stderr).toContain("unknown option '--svg'")
    expect(stderr).toContain('azora graph --help')
  })

  test('outside of any workspace says how to name one', async () => {
    const outcome = await commandLine(['graph'], { cwd: '/' })
    expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('azora --root DIR') })
  })

  test('prints help as `help up` and as `up --help`', async () => {
    const [asked, flagged] = await Promise.all(
      [
        ['help', 'up'],
        ['up', '--help'],
      ].map(argv => commandLine(argv, { cwd: '/' })),
    )
    expect(asked?.stdout).toBe(flagged?.stdout)
    expect(asked?.exitCode).toBe(0)
  })

  test('that fails with --json prints the failure as its one document', async () => {
    await using here = await workspace()
    const outcome = await commandLine(['health', '--json'], { cwd: here.root })
    expect(outcome.json()).toMatchObject({
      schemaVersion: 1,
      error: { code: 'platform-not-running', remedy: 'azora up --detach' },
    })
  })
})

describe('settings', () => {
  test('come from flag, environment, project file, user file, default, in that order', async () => {
    await using here = await workspace()
    await here.write('azora.config.yaml', 'profile: production\nports: { library: 4900 }\ntimeoutMs: 5\n')
    await here.write('azora/config.json', {
      timeoutMs: 6,
      color: 'never',
      ports: { front: 4901, library: 1 },
    })
    const outcome = await commandLine(['config', '--json'], {
      cwd: here.root,
      env: { AZORA_PROFILE: 'local' },
    })
    const rows = ConfigDocument.parse(outcome.json()).cli
    const found = Object.fromEntries(rows.map(({ name, value, origin }) => [name, [value, origin]]))
    expect(found).toMatchObject({
      profile: ['local', 'AZORA_PROFILE'],
      timeoutMs: [5, 'azora.config.yaml'],
      color: ['never', expect.stringContaining('config.json')],
      'ports.library': [4900, 'azora.config.yaml'],
      'ports.front': [4901, expect.stringContaining('config.json')],
      watch: [false, 'default'],
    })
  })

  test('that are not known are refused, all at once', async () => {
    await using here = await workspace()
    await here.write('azora.config.json', { profil: 'local', ports: { library: 'x' } })
    const { exitCode, stderr } = await commandLine(['config'], { cwd: here.root })
    expect(exitCode).toBe(3)
    expect(stderr).toContain('profil')
    expect(stderr).toContain('ports.library')
  })

  test('in a file that is code are not read, unless the file is named', async () => {
    await using here = await workspace()
    const file = await here.write(
      'azora.config.mjs',
      "globalThis.wasRun = true\nexport default { profile: 'production' }\n",
    )
    await commandLine(['config', '--json'], { cwd: here.root })
    expect(globalThis).not.toHaveProperty('wasRun')
    const outcome = await commandLine(['--config', file, 'config', '--json'], { cwd: here.root })
    expect(outcome.json()['cli']).toContainEqual(
      expect.objectContaining({ name: 'profile', value: 'production' }),
    )
    Reflect.deleteProperty(globalThis, 'wasRun')
  })

  test('of services that look like secrets are masked', async () => {
    await using here = await workspace()
    await here.write('azora.config.json', { env: { library: { MAIL_PASSWORD: 'canary', LANG: 'af' } } })
    const { stdout } = await commandLine(['config', '--json'], { cwd: here.root })
    expect(stdout).not.toContain('canary')
    expect(stdout).toContain('"LANG": "af"')
  })

  test('define words of your own', async () => {
    await using here = await workspace()
    await here.write('azora.config.json', { aliases: { waves: 'graph --json' } })
    const outcome = await commandLine(['waves'], { cwd: here.root })
    expect(outcome.json()).toMatchObject({ waves: [['library'], ['front']] })
  })

  test('name plugins, whose code runs only when their word is typed', async () => {
    await using here = await workspace()
    await here.write('azora.config.json', { plugins: { greet: './tools/greet.mjs' } })
    await here.write('tools/greet.mjs', GREET)
    await commandLine(['status'], { cwd: here.root })
    expect(globalThis).not.toHaveProperty('greeted')
    const outcome = await commandLine(['greet', 'Thandi', '--json'], { cwd: here.root })
    expect(outcome.json()).toEqual({ schemaVersion: 1, greeting: 'Hello Thandi' })
    Reflect.deleteProperty(globalThis, 'greeted')
  })
})

const GREET = `globalThis.greeted = true
export const command = {
  kind: 'command',
  summary: 'Greet somebody',
  args: { name: { about: 'whom', presence: 'required' } },
  examples: ['azora greet Thandi'],
  document: async () => ({}),
  run: async ({ name }) => ({ greeting: 'Hello ' + name }),
  view: ({ greeting }) => greeting,
}
`

describe('what services need', () => {
  test('is shown as waves, and as Mermaid', async () => {
    await using here = await workspace()
    const { stdout } = await commandLine(['graph', '--format', 'mermaid'], { cwd: here.root })
    expect(stdout).toContain('flowchart LR')
    expect(stdout).toContain('front --> library')
  })

  test('in a circle is refused with its path', async () => {
    await using here = await workspace()
    await here.write('services/library/azora.json', {
      name: 'library',
      title: 'Library',
      category: 'Education-Platform',
      port: 4801,
      needs: ['front'],
    })
    const { exitCode, stderr } = await commandLine(['graph'], { cwd: here.root })
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(/front.*library|library.*front/)
  })
})

describe('explaining', () => {
  test('a code of the command line tells its cause and its remedy', async () => {
    const { stdout } = await commandLine(['explain', 'platform-not-running'], { cwd: '/' })
    expect(stdout).toContain('azora up --detach')
  })

  test('a problem of the platform tells which operations answer with it', async () => {
    const outcome = await commandLine(['explain', 'course-not-found', '--json'], { cwd: '/' })
    expect(outcome.json()).toMatchObject({
      codes: [{ status: 404, operations: expect.arrayContaining(['education.courses.get']) }],
    })
  })

  test('an unknown code exits 5', async () => {
    const outcome = await commandLine(['explain', 'course-not-fond'], { cwd: '/' })
    expect(outcome).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('did you mean course-not-found?'),
    })
  })
})

test('a command that waits ends at once when it is interrupted', async () => {
  await using here = await workspace()
  await here.write('azora.config.json', { plugins: { wait: './wait.mjs' } })
  await here.write('wait.mjs', WAIT)
  const controller = new AbortController()
  const waiting = commandLine(['wait'], { cwd: here.root, signal: controller.signal })
  Reflect.set(globalThis, 'interruptTest', () => controller.abort())
  expect(await waiting).toMatchObject({ exitCode: 1, stdout: '', stderr: '' })
  Reflect.deleteProperty(globalThis, 'interruptTest')
})

const WAIT = `export const command = {
  kind: 'command',
  summary: 'Wait for ever',
  examples: ['azora wait'],
  document: async () => ({}),
  run: () => {
    setImmediate(() => globalThis.interruptTest())
    return new Promise(() => {})
  },
  view: () => null,
}
`
