import { join } from 'node:path'
import process from 'node:process'
import { pathsOf } from '@azora/supervisor'
import { execa } from 'execa'
import { copyWorkspace, gitIn, removeWorkspace } from '../tools/workspace-copy.mjs'

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

/** Copies the workspace; see `copyWorkspace`. */
export async function workspaceCopy(options: { forAnyUser?: boolean } = {}): Promise<WorkspaceCopy> {
  return copyAt(copyWorkspace(options))
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
    changes: async () => gitIn(root, 'status', '--porcelain'),
    [Symbol.asyncDispose]: async () => removeWorkspace(root, pathsOf(root).postgres),
  }
}
