import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
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

/** Copies what git knows or would add. Packages from the registry are the original's; the workspace's own are the copy's. */
export async function workspaceCopy(): Promise<WorkspaceCopy> {
  const root = mkdtempSync(join(tmpdir(), 'azora copy '))
  const { stdout } = await execa('git', ['ls-files', '-co', '--exclude-standard'], { cwd: SOURCE })
  for (const path of stdout.split('\n').filter(file => existsSync(join(SOURCE, file)))) copy(path, root)
  linkPackages(root)
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], { cwd: root })
  await git('init', '--quiet')
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'as it was')
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
    changes: async () => (await git('status', '--porcelain')).stdout,
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

/** Packages of the registry are links to the original's; `@azora/*` leads to the copy's own folders. */
function linkPackages(root: string): void {
  linkEntries('node_modules', root, name => name !== '@azora')
  cpSync(join(SOURCE, 'node_modules/@azora'), join(root, 'node_modules/@azora'), {
    recursive: true,
    verbatimSymlinks: true,
  })
  for (const members of MEMBERS) {
    for (const member of readdirSync(join(root, members)))
      linkEntries(`${members}/${member}/node_modules`, root, () => true)
  }
}

function linkEntries(folder: string, root: string, isWanted: (name: string) => boolean): void {
  if (!existsSync(join(SOURCE, folder))) return
  mkdirSync(join(root, folder), { recursive: true })
  for (const name of readdirSync(join(SOURCE, folder)).filter(isWanted)) {
    symlinkSync(join(SOURCE, folder, name), join(root, folder, name))
  }
}
