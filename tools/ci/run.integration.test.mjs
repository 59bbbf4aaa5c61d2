import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'

const script = join(import.meta.dirname, '../../.ci/run')
const CHECKS = [
  'tools/packages.mjs',
  'tools/reference.mjs',
  'tools/complete-lockfile.mjs',
  'packages/contracts/generate.mjs',
  'packages/contracts/snapshots.mjs',
  'packages/sdk/generate.mjs',
  'packages/cli/reference.mjs',
]
const realNpm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim()
/** A suite that reports so many tests passed and failed. */
const suite = (kind, passed, failed) => `node suite.mjs ${kind} ${passed} ${failed}`
const SUITE = `
import { mkdirSync, writeFileSync } from 'node:fs'
const [kind, passed, failed, ...others] = process.argv.slice(2)
const reasons = Array.from({ length: +failed }, (_, n) => 'test ' + n + ' broke')
console.log(...others)
mkdirSync('reports', { recursive: true })
writeFileSync(\`reports/\${kind}-summary.json\`, JSON.stringify({ passed: +passed, failed: +failed, skipped: 0, reasons }))
process.exit(+failed > 0 ? 1 : 0)`
const GOOD = {
  test: suite('unit', 5, 0),
  lint: 'exit 0',
  unused: 'exit 0',
  typecheck: 'exit 0',
  'test:integration': suite('integration', 3, 0),
  'test:e2e': suite('e2e', 2, 0),
  'test:cycles': 'exit 0',
}

const TOOLS = ['redis-server', 'rabbitmq-server', 'kcat', 'chromium', 'tmux', 'apt-get']
const AUTHOR = ['-c', 'user.name=a', '-c', 'user.email=a@b.c']

/** The real one, but for installing another Node: this one serves as any. */
const NPM = `#!/bin/sh
case "$*" in
  *node@none*) exit 1 ;;
  *--prefix*node@*) mkdir -p "$6/node_modules/node/bin" && ln -s "${process.execPath}" "$6/node_modules/node/bin/node" ;;
  *) exec "$REAL_NPM" "$@" ;;
esac
`

/** A committed repository with these scripts and files, and a folder `bin` with every tool that .ci/run asks for. */
function repository(scripts, files) {
  const root = mkdtempSync(join(tmpdir(), 'ci test '))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const noPackages = { name: 'fake', version: '1.0.0', lockfileVersion: 3, packages: { '': {} } }
  const all = {
    ...Object.fromEntries(CHECKS.map(path => [path, ''])),
    ...Object.fromEntries(TOOLS.map(name => [`bin/${name}`, '#!/bin/sh\n'])),
    'bin/npm': NPM,
    'suite.mjs': SUITE,
    'package.json': JSON.stringify({ name: 'fake', version: '1.0.0', scripts }),
    'package-lock.json': JSON.stringify(noPackages),
    '.gitignore': 'reports/\nnode_modules/\n',
    ...files,
  }
  for (const [path, text] of Object.entries(all)) write(join(root, path), text)
  for (const name of readdirSync(join(root, 'bin'))) chmodSync(join(root, 'bin', name), 0o755)
  cpSync(script, join(root, '.ci/run'))
  for (const command of [['init'], ['add', '.'], [...AUTHOR, 'commit', '-m', 'all']])
    execFileSync('git', command, { cwd: root, stdio: 'ignore' })
  return root
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** Runs .ci/run there, on other Nodes if told so. */
function ci(scripts = GOOD, { files = {}, nodes = '' } = {}) {
  const root = repository(scripts, files)
  const PATH = `${join(root, 'bin')}:${process.env.PATH}`
  const env = { ...process.env, PATH, REAL_NPM: realNpm, CI_NODES: nodes }
  const { status, stdout } = spawnSync(join(root, '.ci/run'), { cwd: tmpdir(), env, encoding: 'utf8' })
  return { status, stdout, lastLine: stdout.trimEnd().split('\n').at(-1) }
}

// Each starts some fifteen processes.
describe('.ci/run', { timeout: 180_000 }, () => {
  test('adds up the suites and succeeds when everything holds', () => {
    expect(ci()).toMatchObject({ status: 0, lastLine: '10 passed, 0 failed' })
  })

  test('adds what the tests report on other versions of Node', () => {
    expect(ci(GOOD, { nodes: '22 24' })).toMatchObject({ status: 0, lastLine: '20 passed, 0 failed' })
  })

  test('counts a Node that cannot be installed', () => {
    const { status, stdout, lastLine } = ci(GOOD, { nodes: 'none' })
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '10 passed, 1 failed' })
    expect(stdout).toContain('npm has no node@none')
  })

  test('counts failing tests once, by their report', () => {
    const { status, stdout, lastLine } = ci({ ...GOOD, test: suite('unit', 4, 2) })
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '9 passed, 2 failed' })
    expect(stdout).toContain('FAILED (unit-here): test 1 broke')
  })

  test.each(['lint', 'unused', 'typecheck', 'test:cycles'])('counts a failing %s', name => {
    expect(ci({ ...GOOD, [name]: 'exit 1' })).toMatchObject({ status: 1, lastLine: '10 passed, 1 failed' })
  })

  test('counts a suite that dies without a report', () => {
    expect(ci({ ...GOOD, 'test:e2e': 'exit 3' })).toMatchObject({ status: 1, lastLine: '8 passed, 1 failed' })
  })

  test('counts stale generated files', () => {
    const files = { 'packages/sdk/generate.mjs': 'process.exit(1)' }
    expect(ci(GOOD, { files })).toMatchObject({ status: 1, lastLine: '10 passed, 1 failed' })
  })

  test('counts checks that change the tree', () => {
    const { status, stdout } = ci({ ...GOOD, lint: 'echo changed > suite.mjs' })
    expect(status).toBe(1)
    expect(stdout).toContain('FAILED: the tree is as it was committed')
  })

  test('runs the command the README shows', () => {
    const files = { 'README.md': '```sh\nnpm ci && npm test -- --shown\n```\n' }
    expect(ci(GOOD, { files }).stdout).toContain('--shown')
  })
})
