import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'

const PACKAGES = ['contracts', 'sdk']
const packages = resolve(import.meta.dirname, '../..')
const programs = join(packages, '../node_modules/.bin')
const quiet = { encoding: 'utf8', stdio: 'pipe' } as const

/** Packages as they would be published, and an empty project that has them installed. */
export interface Packed {
  project: string
  tarballs: Record<string, string>
  /** Runs a program of the workspace in the project and gives what it printed. */
  run(program: string, ...args: string[]): string
  [Symbol.dispose](): void
}

/** Builds and packs the contracts and the SDK, and installs them into an empty project, without a network. */
export function packed(): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'azora-packed-'))
  const project = join(folder, 'project')
  const tarballs = Object.fromEntries(PACKAGES.map(name => [name, pack(built(name, folder), folder)]))
  cpSync(join(import.meta.dirname, 'consumer'), project, { recursive: true })
  install(project, [
    ...Object.values(tarballs),
    ...closureOf(join(packages, 'sdk')).map(path => pack(path, folder)),
  ])
  return {
    project,
    tarballs,
    run: (program, ...args) => run(project, program, args),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function run(cwd: string, program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { ...quiet, cwd })
  if (status !== 0) throw new Error(`${program} ended with ${status}\n${stdout}${stderr}`)
  return stdout
}

/** A copy of a package with a build of its own, so that nobody's `dist` is touched. */
function built(name: string, folder: string): string {
  const [source, copy] = [join(packages, name), join(folder, name)]
  cpSync(source, copy, {
    recursive: true,
    filter: path => !/node_modules|dist|reports/.test(relative(source, path)),
  })
  run(source, join(programs, 'tsdown'), ['--out-dir', join(copy, 'dist'), '--logLevel', 'error'])
  return copy
}

function pack(path: string, destination: string): string {
  const folder = mkdtempSync(join(destination, 'tarball-'))
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder, path], {
    ...quiet,
    cwd: destination,
  })
  return join(folder, readdirSync(folder)[0] ?? '')
}

/** Everything a package depends on, as it lies in the workspace: packed too, it needs no registry to be installed. */
function closureOf(path: string, found = new Map<string, string>()): string[] {
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const at = folderOf(name, path)
    if (found.has(name) || name.startsWith('@azora/')) continue
    found.set(name, at)
    closureOf(at, found)
  }
  return [...found.values()]
}

function folderOf(name: string, from: string): string {
  const paths = createRequire(join(from, 'package.json')).resolve.paths(name) ?? []
  const found = paths.map(path => join(path, name)).find(path => existsSync(join(path, 'package.json')))
  if (!found) throw new Error(`${name} is not installed`)
  return found
}

function install(project: string, tarballs: readonly string[]): void {
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }')
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs], {
    ...quiet,
    cwd: project,
  })
}
