import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { policy } from './policy.mjs'
import { review } from './review.mjs'

const root = join(import.meta.dirname, '../..')

test('everything from npm is what the policy allows', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  expect(review(packages, policy, licenseOf)).toEqual([])
})

test('every line of the policy says why', () => {
  const reasons = Object.values({ ...policy.DIRECT, ...policy.INSTALL_SCRIPTS })
  expect(reasons.filter(reason => reason.length < 8)).toEqual([])
})

function licenseOf(path) {
  const file = join(root, path, 'package.json')
  if (!existsSync(file)) return undefined
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8'))
  return typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type ?? 'none')
}

describe('what the policy does not allow', () => {
  const allowed = { LICENSES: ['MIT'], INSTALL_SCRIPTS: { b: 'it builds' }, DIRECT: { a: 'it adds' } }
  const healthy = {
    '': {},
    'packages/one': { dependencies: { a: '^1.0.0', '@azora/two': '0.1.0' } },
    'node_modules/a': {
      version: '1.0.0',
      integrity: 'sha512-a',
      license: 'MIT',
      dependencies: { b: '^2.0.0' },
    },
    'node_modules/b': { version: '2.0.0', integrity: 'sha512-b', license: 'MIT', hasInstallScript: true },
    'node_modules/c': { version: '1.0.0', integrity: 'sha512-c', license: 'GPL-3.0', dev: true },
  }
  const faultsOf = (path, change) =>
    review({ ...healthy, [path]: { ...healthy[path], ...change } }, allowed, () => undefined)

  test('is not in a lockfile that keeps to it', () => {
    expect(faultsOf('', {})).toEqual([])
  })

  test.each([
    [
      'a license of something delivered',
      'node_modules/b',
      { license: 'GPL-3.0' },
      'b is licensed by GPL-3.0',
    ],
    ['no license', 'node_modules/b', { license: undefined }, 'b is licensed by nothing'],
    [
      'all licenses at once',
      'node_modules/a',
      { license: '(MIT AND GPL-3.0)' },
      'a is licensed by (MIT AND GPL-3.0)',
    ],
    ['a script', 'node_modules/a', { hasInstallScript: true }, 'a runs a script when it is installed'],
    [
      'no script where one is listed',
      'node_modules/b',
      { hasInstallScript: false },
      'b is listed for an install script that there is not',
    ],
    ['no checksum', 'node_modules/a', { integrity: undefined }, 'node_modules/a has no checksum'],
    [
      'a repository',
      'node_modules/a',
      { resolved: 'git+ssh://git@host/a.git#1' },
      'node_modules/a comes from git+ssh://git@host/a.git#1',
    ],
    [
      'an address',
      'node_modules/a',
      { resolved: 'https://host/a.tgz' },
      'node_modules/a comes from https://host/a.tgz',
    ],
  ])('is %s', (...[, path, change, fault]) => {
    expect(faultsOf(path, change)).toEqual([fault])
  })

  test('is a dependency that nobody has given a reason for', () => {
    expect(faultsOf('packages/one', { dependencies: { a: '^1.0.0', c: '^1.0.0' } })).toEqual([
      'packages/one asks for c, and tools/dependencies/policy.mjs does not say why',
      'c is licensed by GPL-3.0',
    ])
  })

  test('is a dependency that comes from elsewhere', () => {
    expect(faultsOf('packages/one', { dependencies: { a: 'github:somebody/a' } })).toEqual([
      'packages/one takes a from github:somebody/a',
    ])
  })

  test('is a reason for a dependency that is gone', () => {
    expect(faultsOf('packages/one', { dependencies: {} })).toEqual(['a is listed, and no member asks for it'])
  })

  test('is no license that one may do without', () => {
    expect(faultsOf('node_modules/a', { license: '(MIT OR GPL-3.0)' })).toEqual([])
  })
})
