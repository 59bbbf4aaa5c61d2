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
console.log(...others)
mkdirSync('reports', { recursive: true })
writeFileSync(\`reports/\${kind}-summary.json\`, JSON.stringify({ passed: +passed, failed: +failed, skipped: 0 }))
process.exit(+failed > 0 ? 1 : 0)`
const GOOD = {
  test: suite('unit', 5, 0),
  lint: 'exit 0',
  unused: 'exit 0',
  typecheck: 'exit 0',
  'test:integration': suite('integration', 3, 0),
  'test:e2e': suite('e2e', 2, 0),
}

/** The real one, but for installing another Node: this one serves as any. */
const NPM = `#!/bin/sh
case "$*" in
  *node@none*) exit 1 ;;
  *--prefix*node@*) mkdir -p "$6/node_modules/node/bin" && ln -s "${process.execPath}" "$6/node_modules/node/bin/node" ;;
  *) exec "$REAL_NPM" "$@" ;;
esac
`

/** Runs .ci/run in a repository with these scripts, on a machine that has every tool; on other Nodes if told so. */
function ci(scripts = GOOD, { files = {}, nodes = '' } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'ci test '))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const tools = join(root, 'bin')
  write('bin/npm', NPM)
  for (const name of ['redis-server', 'chromium', 'tmux', 'apt-get']) write(`bin/${name}`, '#!/bin/sh\n')
  for (const name of readdirSync(tools)) chmodSync(join(tools, name), 0o755)
  for (const path of CHECKS) write(path, '')
  write('suite.mjs', SUITE)
  write('package.json', JSON.stringify({ name: 'fake', version: '1.0.0', scripts }))
  write(
    'package-lock.json',
    JSON.stringify({
      name: 'fake',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: { '': { name: 'fake', version: '1.0.0' } },
    }),
  )
  write('.gitignore', 'reports/\nnode_modules/\n')
  for (const [path, text] of Object.entries(files)) write(path, text)
  mkdirSync(join(root, '.ci'))
  cpSync(script, join(root, '.ci/run'))
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
      cwd: root,
      stdio: 'ignore',
    })
  git('init')
  git('add', '.')
  git('commit', '-m', 'all')
  const PATH = `${tools}:${process.env.PATH}`
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
    expect(ci({ ...GOOD, test: suite('unit', 4, 2) })).toMatchObject({
      status: 1,
      lastLine: '9 passed, 2 failed',
    })
  })

  test.each(['lint', 'unused', 'typecheck'])('counts a failing %s', name => {
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
