// A copy of this workspace, to be changed, started and thrown away by tests and measurements.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const SOURCE = join(import.meta.dirname, '..')
const MEMBERS = ['packages', 'services', 'templates']

/**
 * Copies what git knows or would add, with a history of one commit. Packages from the registry are the original's; the
 * workspace's own are the copy's.
 *
 * @param options.forAnyUser - Whether users who may not enter the original's folder have to run the copy: then packages are
 * copied too where links would lead into it, which takes half a minute. False by default.
 * @returns {string} Its root, in a folder with a space in its name.
 */
export function copyWorkspace({ forAnyUser = false } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'azora copy '))
  const place = forAnyUser && !isOpenToAll(SOURCE) ? copyWhole : symlinkSync
  for (const path of filesOfGit()) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    cpSync(join(SOURCE, path), join(root, path))
  }
  placePackages(root, place)
  gitIn(root, 'init', '--quiet')
  gitIn(root, 'add', '--all')
  gitIn(root, 'commit', '--quiet', '--message', 'as it was')
  return root
}

/**
 * Runs git in a copy.
 *
 * @param {string} root
 * @param {...string} args
 * @returns {string} What it printed.
 */
export function gitIn(root, ...args) {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org']
  return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8' }).trimEnd()
}

/**
 * Takes a copy away, and what it has kept elsewhere. It must not run any more.
 *
 * @param {string} root
 * @param {string} database Where its PostgreSQL keeps its data (`pathsOf(root).postgres`): started by root, outside of it.
 */
export function removeWorkspace(root, database) {
  rmSync(dirname(database), { recursive: true, force: true })
  rmSync(root, { recursive: true, force: true })
}

function filesOfGit() {
  const names = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: SOURCE,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return names.split('\n').filter(file => file !== '' && existsSync(join(SOURCE, file)))
}

function copyWhole(source, target) {
  cpSync(source, target, { recursive: true, verbatimSymlinks: true })
}

/** Whether every folder on the way lets others pass. */
function isOpenToAll(folder) {
  const isOpen = (statSync(folder).mode & 0o005) === 0o005
  return isOpen && (dirname(folder) === folder || isOpenToAll(dirname(folder)))
}

/** Packages of the registry are the original's; `@azora/*` leads to the copy's own folders. */
function placePackages(root, place) {
  const inMembers = MEMBERS.flatMap(members =>
    readdirSync(join(root, members)).map(member => `${members}/${member}/node_modules`),
  )
  for (const folder of ['node_modules', ...inMembers].filter(path => existsSync(join(SOURCE, path)))) {
    mkdirSync(join(root, folder), { recursive: true })
    const names = readdirSync(join(SOURCE, folder)).filter(name => name !== '@azora')
    for (const name of names) place(join(SOURCE, folder, name), join(root, folder, name))
  }
  copyWhole(join(SOURCE, 'node_modules/@azora'), join(root, 'node_modules/@azora'))
}
