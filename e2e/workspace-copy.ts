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
import { pathsOf } from '@azora/supervisor'
import { execa } from 'execa'

const SOURCE = join(import.meta.dirname, '..')

/** A copy of this workspace with a git history of one commit, to be changed by tests. */
export interface WorkspaceCopy extends AsyncDisposable {
  root: string
  /** Runs `azora` in it. */
  azora(
    args: readonly string[],
    env?: Record<string, string>,
  ): Promise<{ exitCode: number | undefined; signal: string | undefined; stdout: string; stderr: string }>
  /** What git sees changed. */
  changes(): Promise<string>
}

/**
 * Copies what git knows or would add. Packages from the registry are the original's; the workspace's own are the copy's.
 *
 * @param options.forAnyUser - Whether users who may not enter the original's folder have to run the copy: then packages are
 * copied too where links would lead into it, which takes half a minute. False by default.
 */
export async function workspaceCopy({ forAnyUser = false } = {}): Promise<WorkspaceCopy> {
  const root = mkdtempSync(join(tmpdir(), 'azora copy '))
  const place = forAnyUser && !isOpenToAll(SOURCE) ? copyWhole : symlinkSync
  const { stdout } = await execa('git', ['ls-files', '-co', '--exclude-standard'], { cwd: SOURCE })
  for (const path of stdout.split('\n').filter(file => existsSync(join(SOURCE, file)))) copy(path, root)
  placePackages(root, place)
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], { cwd: root })
  await git('init', '--quiet')
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'as it was')
  return copyAt(root)
}

/** Speaks of a copy that was made elsewhere. */
export function copyAt(root: string): WorkspaceCopy {
  return {
    root,
    azora: async (args, env = {}) => {
      const result = await execa(process.execPath, [join(root, 'packages/cli/bin/azora.mjs'), ...args], {
        cwd: root,
        env: { ...env, NO_COLOR: '1' },
        reject: false,
        stdin: 'ignore',
      })
      return {
        exitCode: result.exitCode,
        signal: result.signal,
        stdout: result.stdout,
        stderr: result.stderr,
      }
    },
    changes: async () => (await execa('git', ['status', '--porcelain'], { cwd: root })).stdout,
    [Symbol.asyncDispose]: async () => {
      // Started by root, PostgreSQL keeps its data outside of the checkout.
      rmSync(dirname(pathsOf(root).postgres), { recursive: true, force: true })
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function copy(path: string, root: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  cpSync(join(SOURCE, path), join(root, path))
}

const MEMBERS = ['packages', 'services', 'templates']

type Place = (source: string, target: string) => void

const copyWhole: Place = (source, target) =>
  cpSync(source, target, { recursive: true, verbatimSymlinks: true })

/** Whether every folder on the way lets others pass. */
function isOpenToAll(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o005) === 0o005
  return isOpen && (dirname(folder) === folder || isOpenToAll(dirname(folder)))
}

/** Packages of the registry are the original's; `@azora/*` leads to the copy's own folders. */
function placePackages(root: string, place: Place): void {
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
