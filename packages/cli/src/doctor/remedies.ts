import { execFile } from 'node:child_process'
import { relative } from 'node:path'
import { promisify } from 'node:util'

/** A word of a command line as a shell takes it, whatever it holds. */
export function quoted(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** A command that only an administrator may give. */
export function asRoot(command: string): string {
  return process.getuid?.() === 0 ? command : `sudo ${command}`
}

/** The command that puts a file back as git has it; null if git has it just so, or does not know it. */
export async function restoring(root: string, file: string): Promise<string | null> {
  const path = relative(root, file)
  const { stdout } = await promisify(execFile)('git', ['diff', '--name-only', 'HEAD', '--', path], {
    cwd: root,
  }).catch(() => ({ stdout: '' }))
  return stdout.trim() === '' ? null : `git checkout HEAD -- ${quoted(path)}`
}
