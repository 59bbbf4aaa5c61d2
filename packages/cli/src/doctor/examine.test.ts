import { chmod, mkdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { DoctorDocument } from '../documents/doctor.js'
import { explanations } from '../explain.js'
import { commandLine } from '../testing/command-line.js'
import { type Workspace, workspace } from '../testing/workspace.js'
import { bad, type Check, good } from './check.js'
import { diskFinding } from './checks/disk-space.js'
import { NODE_FLOOR, nodeFinding } from './checks/node-version.js'
import { NPM_FLOOR, npmFinding } from './checks/npm-version.js'
import { openFilesFinding } from './checks/open-files.js'
import { checks } from './checks.js'
import { examine } from './examine.js'

async function diagnosis(here: Workspace, check: string) {
  const outcome = await commandLine(['doctor', check, '--json'], { cwd: here.root })
  const [finding] = DoctorDocument.parse(outcome.json()).checks
  return { ...finding, exitCode: outcome.exitCode }
}

test('an azora.json that is invalid is named with what was expected', async () => {
  await using here = await workspace()
  await here.write('services/library/azora.json', {
    name: 'library',
    title: 'x',
    category: 'Education-Platform',
    port: 'x',
  })
  expect(await diagnosis(here, 'manifests')).toMatchObject({
    ok: false,
    exitCode: 6,
    detail: expect.stringContaining('services/library/azora.json/port'),
    remedy: expect.any(String),
  })
})

test('a folder of state that others may enter is named, and the remedy closes it', async () => {
  await using here = await workspace()
  await mkdir(join(here.root, '.azora'), { mode: 0o755 })
  await chmod(join(here.root, '.azora'), 0o755)
  expect(await diagnosis(here, 'state-folder')).toMatchObject({
    ok: false,
    remedy: expect.stringContaining('chmod 700'),
  })
  await chmod(join(here.root, '.azora'), 0o700)
  expect(await diagnosis(here, 'state-folder')).toMatchObject({ ok: true, verdict: 'good' })
})

test('secrets that others may read are named', async () => {
  await using here = await workspace()
  await here.write('.azora/credentials.json', {}, 0o644)
  await here.write('.azora/secrets.json', {}, 0o600)
  const finding = await diagnosis(here, 'secrets')
  expect(finding).toMatchObject({ ok: false, remedy: expect.stringContaining('credentials.json') })
  expect(finding.remedy).not.toContain('secrets.json')
})

test('a port that another program has is mentioned, as the service will move', async () => {
  await using here = await workspace()
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  await here.write('services/library/azora.json', {
    name: 'library',
    title: 'x',
    category: 'Education-Platform',
    port,
  })
  expect(await diagnosis(here, 'ports')).toMatchObject({
    ok: true,
    verdict: 'warning',
    detail: expect.stringContaining('library'),
  })
  await new Promise(resolve => server.close(resolve))
})

test('the state of a host that died is mentioned', async () => {
  await using here = await workspace()
  await here.write('.azora/run/host.json', {
    schemaVersion: 1,
    pid: 2 ** 22 + 1,
    started: '0',
    socket: '/nowhere',
  })
  expect(await diagnosis(here, 'leftovers')).toMatchObject({ ok: true, verdict: 'warning' })
})

test('nothing installed is named', async () => {
  await using here = await workspace()
  expect(await diagnosis(here, 'dependencies')).toMatchObject({ ok: false, remedy: 'npm ci' })
})

test('what only shows while the platform runs is skipped', async () => {
  await using here = await workspace()
  expect(await diagnosis(here, 'migrations')).toMatchObject({ ok: true, verdict: 'skipped' })
})

test('a check that does not exist is refused with those that do', async () => {
  await using here = await workspace()
  const { exitCode, stderr } = await commandLine(['doctor', 'horoscope'], { cwd: here.root })
  expect(exitCode).toBe(2)
  expect(stderr).toContain('node-version')
})

test.each([
  ['18.20.0', 'bad'],
  ['20.18.3', 'bad'],
  ['20.19.0', 'good'],
  ['24.1.0', 'good'],
])('Node %s is %s', (version, verdict) => {
  expect(nodeFinding(version).verdict).toBe(verdict)
})

test.each([
  ['unlimited', 'good'],
  ['1048576', 'good'],
  ['512', 'warning'],
  ['64', 'bad'],
  ['', 'skipped'],
])('a limit of %s open files is %s', (limit, verdict) => {
  expect(openFilesFinding(limit).verdict).toBe(verdict)
})

test.each([
  [50 * 1024 ** 2, 'bad'],
  [500 * 1024 ** 2, 'warning'],
  [5 * 1024 ** 3, 'good'],
])('%i bytes of disk left is %s', (bytes, verdict) => {
  expect(diskFinding(bytes).verdict).toBe(verdict)
})

test.each([
  ['6.14.18', 'bad'],
  ['9.9.0', 'bad'],
  ['10.0.0', 'good'],
  ['11.19.1', 'good'],
  ['', 'skipped'],
])('npm %s is %s', (version, verdict) => {
  expect(npmFinding(version).verdict).toBe(verdict)
})

const project = join(import.meta.dirname, '../../../..')

test('what is too old is what package.json says, and what the command itself refuses', async () => {
  const { engines } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'))
  expect(engines).toEqual({ node: `>=${NODE_FLOOR.join('.')}`, npm: `>=${NPM_FLOOR}` })
  const refusal = await readFile(join(project, 'packages/cli/bin/azora.mjs'), 'utf8')
  const [major, minor] = NODE_FLOOR
  expect(refusal).toContain(`major < ${major} || (major === ${major} && minor < ${minor})`)
  const { remedy } = { remedy: '', ...nodeFinding('18.0.0') }
  expect(refusal).toContain(`remedy: '${remedy}'`)
})

test('every check is explained', () => {
  const explained = explanations().filter(({ from }) => from === 'doctor')
  expect(explained.map(({ code }) => code)).toEqual(checks.map(({ name }) => name))
  expect(explained.filter(({ cause }) => !/^[A-Z].{40,}\.$/.test(cause))).toEqual([])
})

test('no code has two explanations', () => {
  const codes = explanations()
    .filter(({ from }) => from !== 'platform')
    .map(({ code }) => code)
  expect(codes.length).toBe(new Set(codes).size)
})

describe('a check', () => {
  const named = (name: string, run: Check<null>['run']): Check<null> => ({
    name,
    about: name,
    why: name,
    run,
  })
  const all = async (...list: Check<null>[]) => (await examine(null, list, 60)).checks

  test('that hangs is named, and none waits for it', async () => {
    const found = await all(
      named('hangs', () => new Promise(() => {})),
      named('is-quick', () => good('done')),
    )
    expect(found.map(({ name, verdict, remedy }) => [name, verdict, remedy])).toEqual([
      ['hangs', 'bad', 'azora explain hangs'],
      ['is-quick', 'good', null],
    ])
  })

  test('that has to wait for a busy one is not taken for hanging', async () => {
    const busyUntil = performance.now() + 100
    const found = await all(
      named('answers', async () => {
        await setImmediate()
        return good('done')
      }),
      named('is-busy', () => {
        while (performance.now() < busyUntil);
        return good('done')
      }),
    )
    expect(found.map(({ verdict }) => verdict)).toEqual(['good', 'good'])
  })

  test('that fails is named with its reason', async () => {
    const [found] = await all(named('fails', () => Promise.reject(new Error('no eyes'))))
    expect(found).toMatchObject({ verdict: 'bad', detail: 'could not be checked: no eyes' })
  })

  test('that finds something says what helps', async () => {
    const [found] = await all(named('finds', () => bad('it hurts', 'rest')))
    expect(found).toMatchObject({ ok: false, detail: 'it hurts', remedy: 'rest' })
  })
})
